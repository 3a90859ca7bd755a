import { hash } from 'node:crypto'

/**
 * `sha256:` and the hex digest of a value's canonical JSON: keys sorted by UTF-16 code units, no
 * white space, so that the order of keys and the layout of a file do not matter (compare RFC 8785).
 *
 * @param withoutEmpty Whether fields with an empty object or list are left out, so that a digest stays the same when a
 * format gets new optional keys. @default false
 */
export function canonicalDigest(value: unknown, withoutEmpty = false): string {
  return `sha256:${hash('sha256', canonicalJson(value, withoutEmpty))}`
}

function canonicalJson(value: unknown, withoutEmpty: boolean): string {
  if (typeof value === 'string') return quote(value)
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map((part) => canonicalJson(part, withoutEmpty)).join(',')}]`
  let json = ''
  for (const key of Object.keys(value).sort()) {
    const part = value[key]
    if (part === undefined || (withoutEmpty && isObject(part) && Object.keys(part).length === 0)) continue
    json += `${json && ','}${quote(key)}:${canonicalJson(part, withoutEmpty)}`
  }
  return `{${json}}`
}

/** A string in JSON. What needs no escape, as most keys, is quicker quoted than serialised. */
function quote(text: string): string {
  return /^[\w.-]*$/.test(text) ? `"${text}"` : JSON.stringify(text)
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}
