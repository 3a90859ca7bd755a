import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readRetryAfter } from './read-retry-after.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0) })
})
afterEach(() => {
  vi.useRealTimers()
})

test.each<[Record<string, string>, number | undefined]>([
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': '0' }, undefined],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, undefined],
  [{ 'retry-after-ms': '350', 'retry-after': '2' }, 350],
  [{ 'retry-after-ms': 'soon', 'retry-after': '2' }, 2_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
])('%j is %s', (headers, ms) => {
  expect(readRetryAfter(new Headers(headers))).toBe(ms)
})

test('an answer without headers says nothing', () => {
  expect(readRetryAfter(undefined)).toBeUndefined()
})
