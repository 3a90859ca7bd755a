import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSweeper } from './start-sweeper.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it sweeps at once and again, never twice at a time, and goes on after a failure', async () => {
  const turns: PromiseWithResolvers<void>[] = []
  const errors: unknown[] = []
  const work = (): Promise<void> => {
    const turn = Promise.withResolvers<void>()
    turns.push(turn)
    return turn.promise
  }
  const sweeper = startSweeper(work, { every: 1_000, onError: (error) => void errors.push(error) })
  expect(turns).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(turns).toHaveLength(1)
  turns[0]?.reject(new Error('no database'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(turns).toHaveLength(2)
  expect(errors).toEqual([new Error('no database')])

  let isClosed = false
  const closed = sweeper.close().then(() => {
    isClosed = true
  })
  await vi.advanceTimersByTimeAsync(5_000)
  expect({ isClosed, turns: turns.length }).toEqual({ isClosed: false, turns: 2 })
  turns[1]?.resolve()
  await closed
})
