import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('calls back after the time, unless cancelled', () => {
  const kept = vi.fn()
  const cancelled = vi.fn()
  systemClock.after(10, kept)
  systemClock.after(10, cancelled)()
  vi.advanceTimersByTime(10)
  expect(kept).toHaveBeenCalledOnce()
  expect(cancelled).not.toHaveBeenCalled()
})

test.each([2 ** 31, Number.POSITIVE_INFINITY])(
  'a wait of %d is no wait of 1 ms, as setTimeout would have it',
  (ms) => {
    const cancel = systemClock.after(ms, () => {})
    expect(vi.getTimerCount()).toBe(0)
    cancel()
  },
)

test('a wait that is over already calls back without a warning', () => {
  const warned = vi.spyOn(process, 'emitWarning')
  const callback = vi.fn()
  vi.useRealTimers()
  systemClock.after(-2, callback)()
  expect(warned).not.toHaveBeenCalled()
  vi.useFakeTimers()
  systemClock.after(-2, callback)
  vi.advanceTimersByTime(0)
  expect(callback).toHaveBeenCalledOnce()
})
