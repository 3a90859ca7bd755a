import { hash } from 'node:crypto'

/**
 * `sha256:` and the hex digest of a value's canonical JSON: keys sorted by UTF-16 code units, no
 * white space, so that the order of keys and the layout of a file do not matter (compare RFC 8785).
 */
export function canonicalDigest(value: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(value))}`
}

function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let json = ''
  for (const [key, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (part !== undefined) json += `${json && ','}${JSON.stringify(key)}:${canonicalJson(part)}`
  }
  return `{${json}}`
}
