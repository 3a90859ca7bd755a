import type { Json } from '../template/template.ts'

/** A path into a JSON value. */
export type JsonPath = readonly (string | number)[]

/** Writes a key as a part of a JSON Pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The names in a reference like `#/$defs/node`; undefined if it does not point into its own document. */
export function parseLocalRef(ref: string): string[] | undefined {
  if (ref === '#') return []
  if (!ref.startsWith('#/')) return undefined
  try {
    return decodeURIComponent(ref.slice(2))
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return undefined
  }
}

/** The value at a path; undefined if there is none. */
export function valueAt(root: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = root
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
    value = Array.isArray(value) ? value[Number(key)] : value[key]
  }
  return value
}
