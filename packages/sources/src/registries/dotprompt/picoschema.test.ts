import { picoschema } from 'dotprompt'
import { expect, test } from 'vitest'
import { readPicoschema } from './picoschema.ts'

test.each([
  'string',
  'string, the name',
  'any',
  { name: 'string', 'age?': 'integer, in years' },
  { 'tags(array, of the page)': 'string', 'more?(array)': { id: 'integer' } },
  { 'address?(object, where)': { city: 'string', 'zip?': 'any' } },
  { 'color(enum)': ['RED', 'BLUE'], 'size?(enum, how big)': ['S', 'L'] },
  { '(*)': 'number, others', id: 'string' },
  { type: 'object', properties: { a: { type: 'string' } } },
  { properties: { a: { type: 'string' } } },
  { type: 'array', items: { type: 'number' } },
])('%j is what dotprompt makes of it', async (schema) => {
  const expected: unknown = JSON.parse(JSON.stringify(await picoschema(structuredClone(schema))))
  const ours = readPicoschema(schema)
  // A type `any` on top is no type of JSON Schema.
  expect(ours).toEqual(schema === 'any' ? {} : expected)
})

test.each([
  ['Address', 'the schema `Address` stands elsewhere'],
  [{ a: 'Address' }, 'the schema `Address` stands elsewhere'],
  [{ 'a(list)': 'string' }, '`(list)` is no kind of a schema'],
  [{ a: 7 }, '7 is no schema'],
  [null, 'null is no schema'],
])('%j is refused', (schema, message) => {
  expect(() => readPicoschema(schema)).toThrow(expect.objectContaining({ name: 'Unmappable', message }))
})
