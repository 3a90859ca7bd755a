import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../template/template.ts'
import { fitOutput } from './fit-output.ts'
import { anthropicOutput, googleOutput, type OutputRules, openaiOutput } from './schema-rules.ts'

const [strict, loose] = openaiOutput
const rules: { [api: string]: OutputRules } = {
  strict: strict ?? {},
  loose: loose ?? {},
  anthropic: anthropicOutput[0] ?? {},
  google: googleOutput[0] ?? {},
}
const apis = Object.keys(rules)

/** What each api gets, or the summary and the path of why it refuses. Those that are left out get the schema as it is. */
interface Case {
  schema: JsonObject
  [api: string]: JsonObject | string
}

const closed = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

const cases: { [name: string]: Case } = {
  'a closed object of which all is required': { schema: closed({ a: { type: 'string', title: 'A' } }) },
  'an object that says nothing of other names is closed where it must be': {
    schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    strict: closed({ a: { type: 'string' } }),
    anthropic: closed({ a: { type: 'string' } }),
  },
  'a property that is not required': {
    schema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
    strict: 'all properties must be required at #',
  },
  'an object of any names': {
    schema: closed({ map: { type: 'object', additionalProperties: { type: 'number' } } }),
    strict: 'an object may have no names that are not listed at #/properties/map/additionalProperties',
    anthropic: 'an object may have no names that are not listed at #/properties/map/additionalProperties',
  },
  'an object of which nothing is known': {
    schema: closed({ any: { type: 'object' } }),
    strict: 'an object may have no names that are not listed at #/properties/any',
    anthropic: 'an object may have no names that are not listed at #/properties/any',
  },
  'no object at the top': {
    schema: { type: 'array', items: { type: 'string' } },
    strict: 'the answer must be an object at #',
    loose: 'the answer must be an object at #',
  },
  'alternatives at the top': {
    schema: { anyOf: [closed({ a: { type: 'string' } }), closed({ b: { type: 'string' } })] },
    strict: '`anyOf` may not stand at the top at #/anyOf',
    loose: 'the answer must be an object at #',
  },
  'bounds and patterns are told where the api does not take them': {
    schema: closed({
      n: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      s: { type: 'string', description: 'A name.', minLength: 2, pattern: '^a' },
      l: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 3, uniqueItems: true },
    }),
    strict: closed({
      n: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      s: { type: 'string', description: 'A name. (minLength: 2)', pattern: '^a' },
      l: {
        type: 'array',
        items: { type: 'string' },
        minItems: 2,
        maxItems: 3,
        description: '(uniqueItems: true)',
      },
    }),
    anthropic: closed({
      n: { type: 'number', description: '(minimum: 0, exclusiveMaximum: 1)' },
      s: { type: 'string', description: 'A name. (minLength: 2, pattern: "^a")' },
      l: {
        type: 'array',
        items: { type: 'string' },
        description: '(minItems: 2, maxItems: 3, uniqueItems: true)',
      },
    }),
    google: closed({
      n: { type: 'number', minimum: 0, description: '(exclusiveMaximum: 1)' },
      s: { type: 'string', description: 'A name. (minLength: 2, pattern: "^a")' },
      l: {
        type: 'array',
        items: { type: 'string' },
        minItems: 2,
        maxItems: 3,
        description: '(uniqueItems: true)',
      },
    }),
  },
  'formats, those known and others': {
    schema: closed({ d: { type: 'string', format: 'date' }, u: { type: 'string', format: 'uri' } }),
    strict: closed({
      d: { type: 'string', format: 'date' },
      u: { type: 'string', description: '(format: "uri")' },
    }),
  },
  'a list of at least one': {
    schema: closed({ l: { type: 'array', items: { type: 'string' }, minItems: 1 } }),
  },
  'what is only for readers of the schema is left out': {
    schema: { $schema: 'x', $id: 'y', 'x-note': 1, ...closed({ a: { type: 'string', $comment: 'z' } }) },
    strict: closed({ a: { type: 'string' } }),
    anthropic: closed({ a: { type: 'string' } }),
    google: closed({ a: { type: 'string' } }),
  },
  'null beside a type, in the way of OpenAPI': {
    schema: closed({ a: { type: 'string', nullable: true } }),
    strict: closed({ a: { type: ['string', 'null'] } }),
    loose: closed({ a: { type: ['string', 'null'] } }),
    anthropic: closed({ a: { type: ['string', 'null'] } }),
    google: closed({ a: { type: ['string', 'null'] } }),
  },
  'one value, and listed values without a type': {
    schema: closed({ kind: { const: 'a' }, n: { enum: [1, 'x'] } }),
    strict: closed({
      kind: { const: 'a', type: 'string' },
      n: { enum: [1, 'x'], type: ['number', 'string'] },
    }),
    google: closed({ kind: { enum: ['a'] }, n: { enum: [1, 'x'] } }),
  },
  'one value that is no string and no number': {
    schema: closed({ yes: { type: 'boolean', const: true } }),
    google: closed({ yes: { type: 'boolean', const: true } }),
  },
  'listed objects': {
    schema: closed({
      a: { type: 'object', enum: [{ x: 1 }], properties: { x: {} }, additionalProperties: false },
    }),
    strict: 'all properties must be required at #/properties/a',
    anthropic: 'the values may be no objects and no lists at #/properties/a/enum',
  },
  'exactly one of several': {
    schema: closed({ a: { oneOf: [{ type: 'string' }, { type: 'null' }] } }),
    strict: closed({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
    anthropic: closed({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
  },
  'all of several': {
    schema: closed({ a: { allOf: [{ type: 'string' }, { minLength: 1 }] } }),
    strict: '`allOf` is not supported at #/properties/a/allOf',
    anthropic: closed({ a: { allOf: [{ type: 'string' }, { description: '(minLength: 1)' }] } }),
    google: '`allOf` is not supported at #/properties/a/allOf',
  },
  'an object of several schemas': {
    schema: closed({
      a: {
        type: 'object',
        properties: { x: { type: 'string' } },
        anyOf: [{ properties: { y: { type: 'string' } } }, { properties: { z: { type: 'string' } } }],
      },
    }),
    strict: 'an object may not be put together of several schemas at #/properties/a',
    anthropic: 'an object may not be put together of several schemas at #/properties/a',
  },
  'places of a list': {
    schema: closed({ a: { type: 'array', prefixItems: [{ type: 'string' }], items: false } }),
    strict: '`prefixItems` is not supported at #/properties/a/prefixItems',
    anthropic: '`prefixItems` is not supported at #/properties/a/prefixItems',
  },
  'a reference with something beside it': {
    schema: {
      ...closed({ a: { $ref: '#/$defs/x', description: 'An x.' } }),
      $defs: { x: { type: 'string' } },
    },
    strict: {
      ...closed({ a: { description: 'An x.', anyOf: [{ $ref: '#/$defs/x' }] } }),
      $defs: { x: { type: 'string' } },
    },
    anthropic: {
      ...closed({ a: { description: 'An x.', anyOf: [{ $ref: '#/$defs/x' }] } }),
      $defs: { x: { type: 'string' } },
    },
    google: {
      ...closed({ a: { description: 'An x.', anyOf: [{ $ref: '#/$defs/x' }] } }),
      $defs: { x: { type: 'string' } },
    },
  },
  'a reference in `allOf`': {
    schema: { ...closed({ a: { allOf: [{ $ref: '#/$defs/x' }] } }), $defs: { x: { type: 'string' } } },
    strict: '`allOf` is not supported at #/properties/a/allOf',
    anthropic: '`allOf` may have no `$ref` in its parts at #/properties/a/allOf',
    google: '`allOf` is not supported at #/properties/a/allOf',
  },
  'definitions under their old name': {
    schema: { ...closed({ a: { $ref: '#/definitions/x' } }), definitions: { x: { type: 'string' } } },
    google: '`definitions` is not supported at #/definitions',
  },
  'a schema that contains itself': {
    schema: closed({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
    anthropic: 'a schema may not contain itself at #/properties/next/anyOf/0/$ref',
  },
  'a schema that is used twice does not contain itself': {
    schema: {
      ...closed({ a: { $ref: '#/$defs/x' }, b: { $ref: '#/$defs/x' } }),
      $defs: { x: closed({ y: { type: 'string' } }) },
    },
  },
  'a property of any kind': {
    schema: closed({ a: {}, b: true }),
    strict: 'every schema must say its type at #/properties/a',
  },
  'a property named like a keyword, and one named __proto__': {
    schema: closed(JSON.parse('{ "minimum": { "type": "string" }, "__proto__": { "type": "string" } }')),
  },
}

const pointer = (path: readonly (string | number)[]): string => ['#', ...path].join('/')

describe.each(Object.entries(cases))('%s', (_, one) => {
  test.each(apis)('%s', (api) => {
    const before = structuredClone(one.schema)
    const fitted = fitOutput(one.schema, rules[api] ?? {})
    const got =
      'schema' in fitted ? fitted.schema : `${fitted.objection.summary} at ${pointer(fitted.objection.path)}`
    expect(got).toEqual(one[api] ?? one.schema)
    expect(one.schema).toEqual(before)
    if ('objection' in fitted) expect(fitted.objection.hint).toMatch(/[\w`]\.$/)
  })
})
