import type { Json, JsonObject } from '@understudy/compiler'
import fc from 'fast-check'
import { anyText } from './any-text.ts'

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  anyText(20),
  fc.constantFrom(
    'id1',
    'name1',
    '',
    '{{a}}',
    '{{#a}}{{/b}}',
    '{{#a}}x{{/a}}',
    '\u0000',
    '\ud800',
    '2026-01-01T00:00:00Z',
    '__proto__',
    'constructor',
  ),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 53, 1e308),
)

/** Values that fit a JSON schema, or nearly: it knows the words that the registry's own document has. */
export function schemaArbitrary(schema: JsonObject): fc.Arbitrary<Json> {
  const { const: constant, enum: choices, anyOf, type } = schema
  if (constant !== undefined) return fc.constant(constant)
  if (Array.isArray(choices)) return fc.constantFrom(...choices)
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((part) => schemaArbitrary(asObject(part))))
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => schemaArbitrary({ ...schema, type: one })))
  switch (type) {
    case 'string':
      return text
    case 'number':
    case 'integer':
      return number
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(schemaArbitrary(asObject(schema.items)), { maxLength: 4 })
    case 'object':
      return objectArbitrary(schema)
    default:
      return fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)))
  }
}

function objectArbitrary(schema: JsonObject): fc.Arbitrary<Json> {
  const fields = Object.entries(asObject(schema.properties)).map(
    ([name, part]): [string, fc.Arbitrary<Json>] => [name, schemaArbitrary(asObject(part))],
  )
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  // One key that must be there is missing, now and then.
  const known = fc.oneof(
    { weight: 9, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: required }) },
    { weight: 1, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: [] }) },
  )
  const others = fc.dictionary(text, schemaArbitrary(asObject(schema.additionalProperties)), { maxKeys: 3 })
  if (fields.length === 0) return others
  return fc
    .tuple(known, fc.option(others, { freq: 5, nil: {} }))
    .map(([own, more]): Json => JSON.parse(JSON.stringify({ ...more, ...own })))
}

function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}
