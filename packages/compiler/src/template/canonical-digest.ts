import { hash } from 'node:crypto'

/**
 * `sha256:` and the hex digest of a value's canonical JSON: keys sorted by UTF-16 code units, no
 * white space, so that the order of keys and the layout of a file do not matter (compare RFC 8785).
 */
export function canonicalDigest(value: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(value))}`
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
