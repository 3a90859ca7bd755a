import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { anyText } from '../testing/any-text.ts'
import { loadValidators } from '../testing/load-validators.ts'
import { checkSchema } from './check-schema.ts'
import { escapePointer } from './json-pointer.ts'
import { printSchemaType } from './print-schema-type.ts'
import { printValidator } from './print-validator.ts'
import { sampleValue } from './sample-value.ts'

const hostile = fc.oneof(
  fc.constantFrom(
    ...["'", '"', '`', '\\', '$&', '$1', '*/', '//', '</script>', '\u2028', '\u2029', '\ud800', '\udc00'],
    ...['\r\n', '\0', '__proto__', 'constructor', '~0', '%2F', '\\u0041', "'+process.exit()+'", '});', '$'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the point
    '${x}',
  ),
  anyText(4),
)
const text = fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join(''))

/** An object whose names may be `__proto__`. */
function own(...entries: [string, Json][]): { [name: string]: Json } {
  return Object.fromEntries(entries)
}

test('names, values and patterns of a schema reach the code as data only', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, word, definition) => {
      const ref = `#/$defs/${escapePointer(definition).replaceAll('%', '%25')}`
      const schema = own(
        ['type', 'object'],
        ['title', word],
        ['required', [name]],
        ['additionalProperties', false],
        [
          'properties',
          own(
            [name, { $ref: ref }],
            [`${name}_list`, { type: 'array', items: { $ref: ref } }],
            [`${name}_enum`, { enum: [word, own([word, [word]]), 1] }],
            [`${name}_const`, { const: word }],
            [
              `${name}_match`,
              { type: 'string', pattern: `^${word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$` },
            ],
          ),
        ],
        ['$defs', own([definition, { enum: [word, 'other'] }])],
      )
      expect(checkSchema(schema)).toEqual([])
      const [validate] = await loadValidators([schema])
      const valid = own(
        [name, word],
        [`${name}_list`, [word, 'other']],
        [`${name}_enum`, own([word, [word]])],
        [`${name}_const`, word],
        [`${name}_match`, word],
      )
      expect(validate?.(valid)).toBe(undefined)
      expect(validate?.(own())).toBe(`/${escapePointer(name)}: missing`)
      expect(validate?.(own([name, word], [`${name}_const`, `${word}!`]))).toBe(
        `/${escapePointer(name)}_const: expected ${JSON.stringify(word)}`,
      )
      expect(validate?.(own([name, word], [`${name}_match`, `${word}!`]))).toMatch(/: expected a match of /)
      expect(validate?.(own([name, word], [`${name}_more`, 1]))).toBe(
        `/${escapePointer(name)}_more: unexpected property`,
      )
    }),
    { numRuns: 60 },
  )
})

test('inherited properties of other objects do not count', async () => {
  const [validate] = await loadValidators([
    { type: 'object', required: ['a'], properties: { a: { type: 'string' } }, additionalProperties: false },
  ])
  expect(validate?.(Object.create({ a: 'inherited' }))).toBe('/a: missing')
  expect(validate?.(Object.assign(Object.create({ b: 1 }), { a: '' }))).toBe(undefined)
  expect(validate?.(JSON.parse('{"a":"","__proto__":{}}'))).toBe('/__proto__: unexpected property')
})

test('a name that cannot name a function is refused', () => {
  for (const name of ['', 'a-b', 'class', 'f(){}; g', 'a\n']) {
    expect(() => printValidator(true, name)).toThrow(TypeError)
  }
})

test('code and time grow with the schema, not with the ways through it', () => {
  const levels = 60
  const $defs = Object.fromEntries(
    Array.from({ length: levels }, (_, i): [string, Json] => {
      const next = i + 1 < levels ? { $ref: `#/$defs/d${i + 1}` } : { type: 'string' }
      return [
        `d${i}`,
        { allOf: [next, next], anyOf: [next, { type: 'object', properties: { a: next, b: next } }] },
      ]
    }),
  )
  const schema = { $ref: '#/$defs/d0', $defs }
  expect(checkSchema(schema)).toEqual([])
  expect(printValidator(schema, 'check').length).toBeLessThan(levels * 30)
  const { declarations } = printSchemaType(schema, { name: 'Deep', indent: '' })
  expect(declarations.join('\n').split('\n').length).toBeLessThan(levels * 10)
  expect(sampleValue(schema)).toBe('text')
})
