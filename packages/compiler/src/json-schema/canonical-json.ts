import type { Json } from '../template/template.ts'

/** JSON with sorted keys: two values are equal in the sense of JSON Schema if their texts are. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** The values without those that equal an earlier one. */
export function distinct(values: readonly Json[]): Json[] {
  return [...new Map(values.toReversed().map((value) => [canonicalJson(value), value])).values()].toReversed()
}
