import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { world } from './fixtures/world.ts'
import type { BreakerOptions } from './policy/breaker.ts'
import { type CircuitStore, shareCircuits } from './share-circuits.ts'
import { failWith } from './testing/behaviour.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function memory() {
  const values = new Map<string, number>()
  const store: CircuitStore = {
    get: async (id) => values.get(id),
    set: async (id, openUntil) => values.set(id, openUntil),
  }
  return { values, store }
}

/** One process of several. */
function processOf(store: CircuitStore) {
  const breaker: BreakerOptions = { share: shareCircuits(store) }
  const made = world({ primary: failWith('server') }, { breaker, retry: false })
  return {
    ...made,
    /** Moves the time of the process and that of the wall. */
    async advance(ms: number) {
      vi.setSystemTime(Date.now() + ms)
      await made.clock.advance(ms)
    },
  }
}

test('a process hears of an outage from another, with its second call', async () => {
  const { store, values } = memory()
  await processOf(store).repeat(5)
  expect(values.get('openai/gpt-5.4-mini')).toBe(Date.now() + 5_000)
  const second = processOf(store)
  await second.repeat(2)
  expect(second.openai.requests).toHaveLength(1)
  expect((await second.run()).attempts).toMatchObject([{ kind: 'circuit_open' }, { ok: true }])
})

test('and that it is over', async () => {
  const { store, values } = memory()
  const first = processOf(store)
  await first.repeat(5)
  values.set('openai/gpt-5.4-mini', 0)
  await first.advance(1_000)
  // This call reads it.
  await first.run()
  expect((await first.run()).attempts).toMatchObject([{ kind: 'server' }, { ok: true }])
})

test('a probe that succeeds tells the others', async () => {
  const { store, values } = memory()
  const { repeat, advance, openai, run } = processOf(store)
  await repeat(5)
  await advance(5_000)
  openai.behave(async function* () {
    yield [
      { type: 'text', text: 'Well again.' },
      { type: 'finish', reason: 'stop' },
    ]
  })
  expect((await run()).text).toBe('Well again.')
  expect(values.get('openai/gpt-5.4-mini')).toBe(0)
})

test('keys stay: other processes may have others', async () => {
  const { store, values } = memory()
  const get = vi.spyOn(store, 'get')
  const { run, openai } = processOf(store)
  openai.behave(failWith('auth'))
  await run()
  expect([...values.keys()]).toEqual([])
  expect(get.mock.calls.flat().filter((id) => id.includes('#'))).toEqual([])
})

test('it is read at most once a second', async () => {
  const { store } = memory()
  const get = vi.spyOn(store, 'get')
  const { repeat, advance } = processOf(store)
  await repeat(3)
  const before = get.mock.calls.length
  await advance(1_000)
  await repeat(1)
  expect(get.mock.calls.length).toBe(2 * before)
})

test.each<[string, CircuitStore]>([
  ['slow', { get: () => new Promise(() => {}), set: () => new Promise(() => {}) }],
  ['broken', { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) }],
  [
    'throwing',
    {
      get() {
        throw new Error('down')
      },
      set() {
        throw new Error('down')
      },
    },
  ],
  ['talking nonsense', { get: () => Number.NaN, set: () => {} }],
])('a store that is %s is as if it were not there', async (_, store) => {
  const { repeat, run, clock, openai } = processOf(store)
  await repeat(5)
  expect((await run()).attempts).toMatchObject([{ kind: 'circuit_open' }, { ok: true }])
  expect(clock.now()).toBe(0)
  expect(openai.requests).toHaveLength(5)
})
