import fc from 'fast-check'
import { checkSchema } from '../json-schema/check-schema.ts'
import type { Json } from '../template/template.ts'

// A small vocabulary, so that schemas and values often meet.
const name = fc.constantFrom('a', 'b', 'c', 'constructor', 'x/y~z')
const text = fc.constantFrom('', 'a', 'b', 'ab', 'é', '😀😀', 'a1', 'abcd')
const number = fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 4, 1e15)
const scalar: fc.Arbitrary<Json> = fc.oneof(text, number, fc.boolean(), fc.constant(null))

/** JSON values of the vocabulary that `schemaArbitrary` uses. */
export const valueArbitrary: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    scalar,
    fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'value' }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true, depthIdentifier: 'value' }),
  ),
})).value

const count = fc.nat({ max: 3 })
const pattern = fc.constantFrom('^a', 'b$', '^[ab]*$', '\\d', '^.$', '^(?:a|b){1,2}$', '^\\p{Ll}+$')
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object')
const types = fc.oneof(
  { weight: 4, arbitrary: type },
  { weight: 1, arbitrary: fc.uniqueArray(type, { minLength: 1, maxLength: 4 }) },
)

function optional(keywords: { [keyword: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<object> {
  return fc.record(keywords, { requiredKeys: [] })
}

function merged(...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object)
}

/** Two bounds, in order. */
function range(least: string, most: string): fc.Arbitrary<object> {
  const both = fc.tuple(count, count).map(([a, b]) => ({ [least]: Math.min(a, b), [most]: Math.max(a, b) }))
  return fc.oneof(fc.constant({}), fc.record({ [least]: count }), fc.record({ [most]: count }), both)
}

function isFine(candidate: object): boolean {
  return checkSchema(candidate as { [keyword: string]: Json }).length === 0
}

const leaf = fc.oneof(
  fc.boolean(),
  fc.constant({}),
  fc.record({ type: types }),
  fc.record({ type: types, nullable: fc.constant(true) }),
  merged(fc.constantFrom({ type: 'string' }, {}), range('minLength', 'maxLength'), optional({ pattern })),
  merged(
    fc.constantFrom({ type: 'number' }, { type: 'integer' }, { type: ['integer', 'string'] }, {}),
    optional({
      minimum: number,
      maximum: number,
      exclusiveMinimum: number,
      exclusiveMaximum: number,
      multipleOf: fc.constantFrom(1, 2, 3),
    }),
  ).filter(isFine),
  merged(
    fc.record({
      enum: fc.uniqueArray(valueArbitrary, { minLength: 1, maxLength: 4, selector: JSON.stringify }),
    }),
    optional({ type: types }),
  ).filter(isFine),
  fc.record({ const: valueArbitrary }),
  fc.record({ $ref: fc.constantFrom('#', '#/$defs/x', '#/$defs/y', '#/$defs/z') }),
)

const schema: fc.Arbitrary<unknown> = fc.letrec((tie) => {
  const inner = tie('schema')
  const some = fc.array(inner, { minLength: 1, maxLength: 3, depthIdentifier: 'schema' })
  const named = fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true, depthIdentifier: 'schema' })
  const choices = optional({ anyOf: some, oneOf: some, allOf: some })
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'schema' },
      leaf,
      merged(
        fc.constantFrom({ type: 'object' }, { type: 'object' }, {}),
        optional({
          properties: named,
          required: fc.uniqueArray(name, { maxLength: 2 }),
          additionalProperties: inner,
          propertyNames: fc.constantFrom({ maxLength: 1 }, { pattern: '^[a-c]' }, { enum: ['a', 'b'] }),
        }),
        range('minProperties', 'maxProperties'),
      ),
      merged(
        fc.constantFrom({ type: 'array' }, { type: 'array' }, {}),
        optional({
          items: inner,
          prefixItems: some,
          uniqueItems: fc.boolean(),
        }),
      ),
      fc.record({ oneOf: some }),
      fc.record({ anyOf: some }),
      merged(optional({ type: types }), choices),
      // Branches that a property tells apart.
      fc.tuple(inner, inner).map(([a, b]) => ({
        oneOf: [
          { type: 'object', properties: { a: { const: 'a' }, b: a }, required: ['a'] },
          { type: 'object', properties: { a: { enum: ['b', 1] }, c: b }, required: ['a', 'c'] },
        ],
      })),
    ),
  }
}).schema as fc.Arbitrary<unknown>

/** Schemas of the supported subset, with recursive definitions, that `checkSchema` finds no problem in. */
export const schemaArbitrary: fc.Arbitrary<{ [keyword: string]: Json }> = fc
  .tuple(schema, fc.record({ x: schema, y: schema, z: schema }))
  .map(
    ([root, $defs]) =>
      (typeof root === 'object' ? { ...root, $defs } : { $defs, allOf: [root] }) as {
        [keyword: string]: Json
      },
  )
  .filter(isFine)
