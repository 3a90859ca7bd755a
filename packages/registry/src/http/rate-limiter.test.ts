import { expect, test } from 'vitest'
import { rateLimiter } from './rate-limiter.ts'

test('a bucket empties, and fills again with time', () => {
  let now = 0
  const limiter = rateLimiter({ perSecond: 2, burst: 3 }, () => now)
  const take = (times: number): number[] => Array.from({ length: times }, () => limiter.take('a'))
  expect(take(4)).toEqual([0, 0, 0, 1])
  expect(limiter.take('b')).toBe(0)
  now = 499
  expect(limiter.take('a')).toBe(1)
  now = 500
  expect(take(2)).toEqual([0, 1])
  now = 1_000_000
  expect(take(4)).toEqual([0, 0, 0, 1])
})

test('who is refused is told when to come back', () => {
  const limiter = rateLimiter({ perSecond: 0.1, burst: 1 }, () => 0)
  limiter.take('a')
  expect(limiter.take('a')).toBe(10)
})
