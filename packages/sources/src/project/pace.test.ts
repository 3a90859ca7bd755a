import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function controlled() {
  const ends: (() => void)[] = []
  const run = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)))
  const end = async () => {
    ends.shift()?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { run, end, pacer: pace(run, 60) }
}

test('many changes make one run, some time after the last', async () => {
  const { run, pacer } = controlled()
  pacer.poke()
  await vi.advanceTimersByTimeAsync(40)
  pacer.poke()
  await vi.advanceTimersByTimeAsync(59)
  expect(run).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(run).toHaveBeenCalledTimes(1)
})

test('a change during a run leads to one more, some time after its end', async () => {
  const { run, end, pacer } = controlled()
  pacer.poke()
  await vi.advanceTimersByTimeAsync(60)
  pacer.poke()
  pacer.poke()
  await vi.advanceTimersByTimeAsync(1000)
  expect(run).toHaveBeenCalledTimes(1)
  await end()
  await vi.advanceTimersByTimeAsync(59)
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(run).toHaveBeenCalledTimes(2)
  await end()
  await vi.advanceTimersByTimeAsync(1000)
  expect(run).toHaveBeenCalledTimes(2)
})

test('after its end nothing runs', async () => {
  const { run, end, pacer } = controlled()
  pacer.poke()
  await vi.advanceTimersByTimeAsync(60)
  pacer.poke()
  const stopped = pacer.stop()
  await end()
  await stopped
  pacer.poke()
  await vi.advanceTimersByTimeAsync(1000)
  expect(run).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
