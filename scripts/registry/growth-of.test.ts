import { expect, test } from 'vitest'
import { growthOf } from './growth-of.ts'

test('what is flat has not grown, nor what goes up and down', () => {
  expect(growthOf([300, 310, 305, 300, 308, 303, 306, 301])).toBeLessThanOrEqual(0)
})

test('what is kept of each shows', () => {
  expect(growthOf(Array.from({ length: 20 }, (_, i) => 300 + 10 * i))).toBe(105)
})

test('one measurement tells nothing', () => {
  expect(growthOf([])).toBe(0)
  expect(growthOf([300])).toBe(0)
})
