import { expect, test } from 'vitest'
import { virtualClock } from '../testing/virtual-clock.ts'
import { pause } from './pause.ts'

test('ends with its time', async () => {
  const clock = virtualClock()
  const { signal } = new AbortController()
  await clock.settle(pause(clock, 250, signal))
  expect(clock.now()).toBe(250)
  expect(clock.timers).toBe(0)
})

test('hears an abort, also one that was before', async () => {
  const clock = virtualClock()
  const controller = new AbortController()
  const paused = pause(clock, 250, controller.signal)
  controller.abort()
  await paused
  await pause(clock, 250, controller.signal)
  expect(clock.now()).toBe(0)
  expect(clock.timers).toBe(0)
})
