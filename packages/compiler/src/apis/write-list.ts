import type { Json } from '../template/template.ts'

/** One value as a list of one, for parameters that some apis take either way. */
export function writeList(value: Json): Json {
  return Array.isArray(value) ? value : [value]
}
