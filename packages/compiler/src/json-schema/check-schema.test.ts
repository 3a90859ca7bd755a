import { describe, expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { checkSchema } from './check-schema.ts'

const found: [what: string, schema: Json, path: (string | number)[], summary: string, hint: string][] = [
  ['no schema', 5, [], '5 is no schema', 'Write a mapping with `type:`, or true or false.'],
  [
    'no schema within',
    { type: 'object', properties: { a: 'string' } },
    ['properties', 'a'],
    '"string" is no schema',
    'Write a mapping with `type:`, or true or false.',
  ],
  [
    'a list of items, as old drafts had it',
    { items: [{ type: 'string' }] },
    ['items'],
    '[{"type":"string"}] is no schema',
    'Use `prefixItems` for a list of schemas.',
  ],
  [
    'a misspelt keyword',
    { type: 'object', propertys: {} },
    ['propertys'],
    'JSON Schema has no keyword "propertys"',
    'Did you mean `properties`?',
  ],
  [
    'a keyword that is like none',
    { allOf: [{ zzzzzzzzzzz: 1 }] },
    ['allOf', 0, 'zzzzzzzzzzz'],
    'JSON Schema has no keyword "zzzzzzzzzzz"',
    'Take it out, or begin its name with `x-` if it is an annotation of yours.',
  ],
  [
    'a keyword named like an inherited property',
    { constructor: 1 },
    ['constructor'],
    'JSON Schema has no keyword "constructor"',
    'Take it out, or begin its name with `x-` if it is an annotation of yours.',
  ],
  [
    'an unsupported keyword',
    { type: 'string', not: { const: '' } },
    ['not'],
    'the keyword `not` is not supported',
    'List what is allowed instead, for instance with `enum` or `anyOf`.',
  ],
  [
    'an unknown type',
    { type: 'text' },
    ['type'],
    '`type` must be one of string, number, integer, boolean, null, array, object, or a list of them',
    'Change this value.',
  ],
  [
    'an invalid pattern',
    { type: 'string', pattern: '(' },
    ['pattern'],
    '`pattern` must be a regular expression (as JavaScript reads it with the flag `u`)',
    'Change this value.',
  ],
  [
    'a pattern that only holds without the flag u',
    { type: 'string', pattern: '\\-' },
    ['pattern'],
    '`pattern` must be a regular expression (as JavaScript reads it with the flag `u`)',
    'Change this value.',
  ],
  [
    'a negative length',
    { minLength: -1 },
    ['minLength'],
    '`minLength` must be a count',
    'Change this value.',
  ],
  [
    'an empty enum',
    { enum: [] },
    ['enum'],
    '`enum` must be a list of different values, not empty',
    'Change this value.',
  ],
  [
    'equal values in an enum',
    {
      enum: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
    ['enum'],
    '`enum` must be a list of different values, not empty',
    'Change this value.',
  ],
  [
    'a boundary of the old kind',
    { minimum: 1, exclusiveMinimum: true },
    ['exclusiveMinimum'],
    '`exclusiveMinimum` must be a number',
    'Change this value.',
  ],
  [
    'multiples of nothing',
    { multipleOf: 0 },
    ['multipleOf'],
    '`multipleOf` must be a number above 0',
    'Change this value.',
  ],
  [
    'required as a flag',
    { type: 'object', properties: { a: { type: 'string', required: true } } },
    ['properties', 'a', 'required'],
    '`required` must be a list of different names',
    'Change this value.',
  ],
  [
    'a problem within definitions that nothing refers to',
    { $defs: { a: { typ: 'string' } } },
    ['$defs', 'a', 'typ'],
    'JSON Schema has no keyword "typ"',
    'Did you mean `type`?',
  ],
  [
    'a reference to nothing',
    { items: { $ref: '#/$defs/itm' }, $defs: { item: {} } },
    ['items', '$ref'],
    'the reference "#/$defs/itm" leads to no schema',
    'Did you mean "#/$defs/item"?',
  ],
  [
    'a reference to something that is no schema',
    { properties: { a: { $ref: '#/properties' } } },
    ['properties', 'a', '$ref'],
    'the reference "#/properties" leads to no schema',
    'Add the schema under `$defs`.',
  ],
  [
    'a reference along inherited properties',
    { $ref: '#/constructor' },
    ['$ref'],
    'the reference "#/constructor" leads to no schema',
    'Add the schema under `$defs`.',
  ],
  [
    'a reference to the outside',
    { $ref: 'https://example.com/schema.json' },
    ['$ref'],
    'the reference "https://example.com/schema.json" does not lead into this schema by path',
    'Copy the schema under `$defs` and refer to it as `#/$defs/name`.',
  ],
  [
    'a malformed reference',
    { $ref: '#/%' },
    ['$ref'],
    'the reference "#/%" does not lead into this schema by path',
    'Copy the schema under `$defs` and refer to it as `#/$defs/name`.',
  ],
  [
    'a schema that is defined by itself',
    { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }] } } },
    ['$defs', 'a'],
    'the schema refers to itself without a property or an item in between',
    'Take the reference out, or put it under a property.',
  ],
  [
    'an id within',
    { properties: { a: { $id: 'a' } } },
    ['properties', 'a', '$id'],
    '`$id` within a schema is not supported',
    'Refer by path, as `#/$defs/name`.',
  ],
  ...(
    [
      ['minimum', 'maximum', { minimum: 2, maximum: 1 }],
      ['minLength', 'maxLength', { minLength: 2, maxLength: 1 }],
      ['minItems', 'maxItems', { minItems: 2, maxItems: 1 }],
      ['minProperties', 'maxProperties', { minProperties: 2, maxProperties: 1 }],
      ['exclusiveMinimum', 'maximum', { exclusiveMinimum: 1, maximum: 1 }],
      ['minimum', 'exclusiveMaximum', { minimum: 1, exclusiveMaximum: 1 }],
      ['exclusiveMinimum', 'exclusiveMaximum', { exclusiveMinimum: 1, exclusiveMaximum: 1 }],
    ] as const
  ).map(([min, max, schema]): [string, Json, string[], string, string] => [
    `an empty range of ${min} and ${max}`,
    schema,
    [min],
    `nothing lies between \`${min}\` and \`${max}\``,
    `Lower \`${min}\` or raise \`${max}\`.`,
  ]),
  [
    'a required property that is forbidden',
    { type: 'object', required: ['a', 'b'], properties: { a: true }, additionalProperties: false },
    ['required'],
    '"b" is required, but `additionalProperties: false` forbids it',
    'Add it to `properties`, or take it out of `required`.',
  ],
  [
    'nullable without a type',
    { nullable: true, minLength: 1 },
    ['nullable'],
    '`nullable` has no effect without `type`',
    'Add `type:`.',
  ],
  [
    'nullable beside an enum without null',
    { type: 'string', nullable: true, enum: ['a'] },
    ['nullable'],
    '`nullable` has no effect, since `enum` does not list null',
    'Add null to `enum`.',
  ],
  [
    'nullable against type',
    { type: ['string', 'null'], nullable: false },
    ['nullable'],
    '`type` allows null, and `nullable` forbids it',
    'Take `nullable` out.',
  ],
  [
    'an enum of another type',
    { type: 'string', enum: [1, 2] },
    ['enum'],
    'the rest of this schema accepts none of these values',
    'Change the values, or `type` and the other keywords beside them.',
  ],
]

describe('problems', () => {
  test.each(found)('%s', (_, schema, path, summary, hint) => {
    expect(checkSchema(schema)).toEqual([{ path, summary, hint }])
  })

  test('all of a kind are reported at once', () => {
    const problems = checkSchema({ typ: 1, properties: { a: { pattern: '(' }, b: { minLength: 'x' } } })
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['typ'])
    expect(
      checkSchema({ properties: { a: { pattern: '(' }, b: { minLength: 'x' } } }).map(({ path }) =>
        path.join('.'),
      ),
    ).toEqual(['properties.a.pattern', 'properties.b.minLength'])
  })
})

test.each<[string, Json]>([
  ['recursion through a property', { properties: { a: { $ref: '#' } } }],
  ['a reference to true', { items: { $ref: '#/$defs/a' }, $defs: { a: true } }],
  ['nullable beside an enum with null', { type: 'string', nullable: true, enum: ['a', null] }],
  [
    'properties named like keywords',
    { type: 'object', properties: { $ref: { type: 'string' }, not: true, typ: {} } },
  ],
  ['schemas in values are values', { const: { typ: 1 }, enum: [{ typ: 1 }], default: { typ: 1 } }],
])('no problem: %s', (_, schema) => {
  expect(checkSchema(schema)).toEqual([])
})
