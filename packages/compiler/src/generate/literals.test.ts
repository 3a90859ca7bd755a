import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../template/template.ts'
import { anyText } from '../testing/any-text.ts'
import { jsonLiteral, stringLiteral } from './literals.ts'

const context = createContext()

/** What a literal means to JavaScript, as JSON: the values of another context are no instances of ours. */
function meaning(literal: string): string {
  return JSON.stringify(runInContext(`(${literal})`, context))
}

/** Any JSON, with any text in it. */
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    anyText(6),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText(4), tie('value'), { maxKeys: 4 }),
  ),
}))

test('a key __proto__ is a key, and sets no prototype', () => {
  const value: Json = JSON.parse('{"__proto__":{"a":1},"b":[{"__proto__":null}]}')
  expect(meaning(jsonLiteral(value))).toBe(JSON.stringify(value))
})

test('any JSON value comes back as it was', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      expect(JSON.parse(meaning(jsonLiteral(value)))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('any string comes back as it was, and stays on one line', () => {
  fc.assert(
    fc.property(anyText(), fc.constantFrom("'", '"', '\\', '\u2028', '\n', '`', '${'), (a, b) => {
      const literal = stringLiteral(a + b + a)
      expect(JSON.parse(meaning(literal))).toBe(a + b + a)
      expect(literal).not.toMatch(/[\n\r\u2028\u2029]/)
    }),
  )
})
