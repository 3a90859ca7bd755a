import type { JsonPath } from './json-pointer.ts'
import type { Keywords, Schema } from './json-schema.ts'

/** A schema within a schema. */
export interface Subschema {
  path: JsonPath
  schema: Schema
  /** It describes the same value as its parent, not a part of it. */
  inPlace: boolean
}

const listKeywords = { allOf: true, anyOf: true, oneOf: true, prefixItems: false } as const
const singleKeywords = ['items', 'additionalProperties', 'propertyNames'] as const

/** The schemas directly within a schema, without definitions and the targets of references. */
export function subschemas(schema: Keywords): Subschema[] {
  const found: Subschema[] = []
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    found.push({ path: ['properties', name], schema: part, inPlace: false })
  }
  for (const keyword of singleKeywords) {
    const part = schema[keyword]
    if (part !== undefined) found.push({ path: [keyword], schema: part, inPlace: false })
  }
  for (const keyword of ['prefixItems', 'allOf', 'anyOf', 'oneOf'] as const) {
    for (const [i, part] of (schema[keyword] ?? []).entries()) {
      found.push({ path: [keyword, i], schema: part, inPlace: listKeywords[keyword] })
    }
  }
  return found
}

/** The schemas under `$defs` and `definitions`. */
export function definitions(schema: Keywords): Subschema[] {
  return (['$defs', 'definitions'] as const).flatMap((keyword) =>
    Object.entries(schema[keyword] ?? {}).map(([name, part]) => ({
      path: [keyword, name],
      schema: part,
      inPlace: false,
    })),
  )
}
