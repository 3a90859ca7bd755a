import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { accepts } from './accepts.ts'
import type { JsonSchema, Schema } from './json-schema.ts'
import { sampleValue } from './sample-value.ts'
import { SchemaGraph } from './schema-graph.ts'

const spec = new URL('../../spec/json-schema.yaml', import.meta.url)
const cases = load(readFileSync(spec, 'utf8')) as { name: string; schema: JsonSchema; type: string }[]

describe('cases', () => {
  test.each(cases)('$name', ({ schema, type }) => {
    const sample = sampleValue(schema)
    if (type === 'never') return expect(sample).toBe(undefined)
    expect(sample).not.toBe(undefined)
    expect(accepts(new SchemaGraph(schema), schema as Schema, sample ?? null)).toBe(true)
    expect(sampleValue(schema)).toEqual(sample)
  })
})

const node = { $ref: '#/$defs/node' }

test.each<[string, JsonSchema, Json | undefined]>([
  ['its own examples', { type: 'string', examples: [1, 'Ada'], default: 'x' }, 'Ada'],
  ['its own default', { type: 'string', default: 'x' }, 'x'],
  ['no default that does not fit', { type: 'string', default: 1 }, 'text'],
  ['a format', { type: 'string', format: 'date' }, '2026-01-31'],
  ['optional properties too', { type: 'object', properties: { a: { type: 'integer' } } }, { a: 1 }],
  ['an entry of a map', { type: 'object', additionalProperties: { type: 'number' } }, { key1: 1 }],
  ['an item of a list', { type: 'array', items: { type: 'boolean' } }, [true]],
  [
    'different items',
    { type: 'array', items: { type: 'integer' }, minItems: 3, uniqueItems: true },
    [1, 2, 3],
  ],
  [
    'different strings of one length',
    { type: 'array', items: { type: 'string', maxLength: 2 }, minItems: 3, uniqueItems: true },
    ['xt', 't2', 't3'],
  ],
  ['a range', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 }, 0.0005],
  [
    'multiples of two numbers',
    { type: 'integer', multipleOf: 4, allOf: [{ multipleOf: 6 }], minimum: 13 },
    24,
  ],
  ['a pattern', { type: 'string', pattern: '^[A-Z]{2}-\\d+(?:x|y)?$' }, 'AA-1'],
  ['a pattern that is open at an end', { type: 'string', pattern: 'q$', minLength: 3 }, 'xxq'],
  ['a long text of a pattern', { type: 'string', pattern: '^[a-z]+!$', minLength: 5 }, 'aaaa!'],
  ['alternatives of a pattern', { type: 'string', pattern: '^(\\bfoo|b.r|[^a-z])$', maxLength: 1 }, '1'],
  ['a pattern that is out of reach', { type: 'string', pattern: '^(?=.*\\d{9})x\\d+$' }, undefined],
  [
    'a recursive list, ended',
    {
      ...node,
      $defs: {
        node: {
          type: 'object',
          required: ['next'],
          properties: { next: { anyOf: [node, { type: 'null' }] } },
        },
      },
    },
    { next: { next: { next: { next: null } } } },
  ],
  [
    'nothing for what never ends',
    { ...node, $defs: { node: { type: 'object', required: ['next'], properties: { next: node } } } },
    undefined,
  ],
  ['exactly one', { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 0 }] }, 0.5],
  [
    'nothing for huge demands',
    { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } },
    undefined,
  ],
])('%s', (_, schema, expected) => {
  expect(sampleValue(schema)).toEqual(expected)
})
