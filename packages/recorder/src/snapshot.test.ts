import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snapshot } from './snapshot.ts'

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const values = fc.anything({
  withDate: true,
  withMap: true,
  withSet: true,
  withBoxedValues: true,
  withNullPrototype: true,
  withTypedArray: true,
  withSparseArray: true,
  withUnicodeString: true,
  maxDepth: 5,
})

test('is what JSON makes of a value', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(snapshot({ value }).copy).toStrictEqual(throughJson({ value }))
    }),
    { numRuns: 2000 },
  )
})

class Money {
  readonly amount = 5
}

test.each<[string, unknown]>([
  ['functions and symbols', { f: () => 1, s: Symbol('s'), list: [() => 1, undefined, Symbol('s')] }],
  ['a toJSON of its own', { price: { toJSON: () => ({ euro: 5 }) }, none: { toJSON: () => undefined } }],
  ['objects of a class', { price: new Money(), list: [new Money()] }],
  ['numbers that JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, -0]],
  ['the key __proto__', JSON.parse('{ "a": { "__proto__": { "polluted": true } } }')],
  ['deep nesting', Array.from({ length: 500 }).reduce<unknown>((inner) => ({ inner }), 'end')],
])('%s', (_, value) => {
  expect(snapshot({ value }).copy).toStrictEqual(throughJson({ value }))
})

test('throws for what JSON has no form for', () => {
  const circular: { self?: unknown } = {}
  circular.self = circular
  expect(() => snapshot(circular)).toThrow(TypeError)
  expect(() => snapshot({ n: 1n })).toThrow(TypeError)
})

test('shares nothing that can change', () => {
  const value = { list: [{ text: 'a' }], map: { b: new Money() } }
  const { copy } = snapshot(value)
  Object.assign(value.list[0] ?? {}, { text: 'changed' })
  value.list.push({ text: 'new' })
  Object.assign(value.map.b, { amount: 6 })
  expect(copy).toEqual({ list: [{ text: 'a' }], map: { b: { amount: 5 } } })
})

test('knows how long the JSON is, within a fifth for texts', () => {
  const value = {
    messages: Array.from({ length: 9 }, (_, n) => ({ role: 'user', content: `${n}`.repeat(200) })),
  }
  const length = JSON.stringify(value).length
  expect(Math.abs(snapshot(value).size - length)).toBeLessThan(length / 5)
})
