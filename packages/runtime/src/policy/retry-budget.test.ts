import { expect, test } from 'vitest'
import { createRetryBudget } from './retry-budget.ts'

test('ten calls earn one retry', () => {
  const budget = createRetryBudget({})
  const granted = Array.from({ length: 100 }, () => {
    budget.earn()
    return budget.take(0, 0)
  })
  expect(granted.filter(Boolean)).toHaveLength(10)
  expect(granted.indexOf(true)).toBe(9)
})

test('it cannot be saved up without end', () => {
  const budget = createRetryBudget({ budget: 1 })
  for (let i = 0; i < 1_000; i++) budget.earn()
  const granted = Array.from({ length: 20 }, () => budget.take(0, 0))
  expect(granted.filter(Boolean)).toHaveLength(10)
})

test('without retries nothing is granted', () => {
  const budget = createRetryBudget(false)
  for (let i = 0; i < 1_000; i++) budget.earn()
  expect(budget.take(0, 0)).toBe(false)
})

test('what is reserved is left', () => {
  const budget = createRetryBudget({ budget: 1 })
  budget.earn()
  expect(budget.take(0, 1)).toBe(false)
  budget.earn()
  expect([budget.take(0, 1), budget.take(0, 1), budget.take(0, 0), budget.take(0, 0)]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('a wait that is longer than allowed is not granted', () => {
  const budget = createRetryBudget({ budget: 1, maxRetryAfter: 50 })
  budget.earn()
  expect([budget.take(51, 0), budget.take(50, 0)]).toEqual([false, true])
})
