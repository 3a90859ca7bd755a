import { describe, expect, test } from 'vitest'
import { createClient } from '../create-client.ts'
import { collect } from '../fixtures/collect.ts'
import { ragQa } from '../fixtures/prompts.ts'
import { answerWith, cutAfter, failAfter, failWith, stallAfter } from './behaviour.ts'
import { fakeProvider } from './fake-provider.ts'
import { seededRandom } from './seeded-random.ts'
import { virtualClock } from './virtual-clock.ts'

const question = { question: 'Why?' }

function setUp(...behaviours: Parameters<typeof fakeProvider> extends [unknown, ...infer B] ? B : never) {
  const clock = virtualClock()
  const openai = fakeProvider('openai.chat', ...behaviours)
  const anthropic = fakeProvider('anthropic.messages', answerWith('From the fallback.'))
  const client = createClient({ providers: { openai, anthropic } }, { clock, random: () => 0 })
  return { clock, openai, anthropic, client, run: () => clock.settle(client.run(ragQa, question)) }
}

describe('behaviours', () => {
  test('answerWith gives the words one by one, at its pace', async () => {
    const { clock, client } = setUp(answerWith('One two\nthree.', { firstToken: 300, between: 20 }))
    const { events } = await clock.settle(collect(client.stream(ragQa, question)))
    expect(events).toMatchObject([
      { text: 'One' },
      { text: ' two' },
      { text: '\nthree.' },
      { result: { text: 'One two\nthree.', attempts: [{ firstTokenMs: 300, ms: 340 }] } },
    ])
  })

  test('answerWith may end for another reason', async () => {
    await expect(setUp(answerWith('I', { finish: 'max_tokens' })).run()).rejects.toMatchObject({
      kind: 'max_tokens',
      partial: 'I',
    })
  })

  test.each([
    ['overloaded', 'overloaded', 529],
    ['quota', 'quota', 429],
    [503, 'server', 503],
    [401, 'auth', 401],
  ] as const)('failWith(%j)', async (failure, kind, status) => {
    const { attempts } = await setUp(failWith(failure, { after: 50 })).run()
    expect(attempts[0]).toMatchObject({ kind, status, ms: 50 })
  })

  test('stallAfter', async () => {
    expect((await setUp(stallAfter(0)).run()).attempts[0]).toMatchObject({
      kind: 'first_token_timeout',
      ms: 8_000,
    })
    expect((await setUp(stallAfter(3)).run()).attempts[0]).toMatchObject({ kind: 'idle_timeout', ms: 15_000 })
  })

  test('cutAfter and failAfter', async () => {
    expect((await setUp(cutAfter(2)).run()).attempts[0]).toMatchObject({ kind: 'truncated' })
    expect((await setUp(failAfter(2, 'overloaded')).run()).attempts[0]).toMatchObject({ kind: 'overloaded' })
  })
})

describe('a fake provider', () => {
  test('keeps its requests, and lets go when the client does', async () => {
    const { openai, run } = setUp(stallAfter(0))
    await run()
    expect(openai.requests).toMatchObject([{ at: 0, stream: true, body: { model: 'gpt-5.4-mini' } }])
    expect(openai.requests[0]?.signal.aborted).toBe(true)
    expect(openai.open).toBe(0)
  })

  test('follows its script, and a new one', async () => {
    const { openai, run } = setUp(answerWith('1'), answerWith('2'))
    expect([(await run()).text, (await run()).text, (await run()).text]).toEqual(['1', '2', '2'])
    openai.behave(answerWith('3'), answerWith('4'))
    expect([(await run()).text, (await run()).text, (await run()).text]).toEqual(['3', '4', '4'])
  })
})

describe('the virtual clock', () => {
  test('calls back in order, also what is set on the way, and cancels', async () => {
    const clock = virtualClock()
    const calls: string[] = []
    clock.after(20, () => calls.push(`b ${clock.now()}`))
    clock.after(10, () => {
      calls.push(`a ${clock.now()}`)
      clock.after(5, () => calls.push(`c ${clock.now()}`))
    })
    clock.after(15, () => calls.push('never'))()
    clock.after(31, () => calls.push('late'))
    await clock.advance(30)
    expect(calls).toEqual(['a 10', 'c 15', 'b 20'])
    expect(clock.now()).toBe(30)
    expect(clock.timers).toBe(1)
  })

  test('settles with the promise, or says that time will not help', async () => {
    const clock = virtualClock()
    const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
    await clock.settle(wait(40).then(() => wait(2)))
    expect(clock.now()).toBe(42)
    await expect(clock.settle(Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    await expect(clock.settle(new Promise(() => {}))).rejects.toThrow('something other')
    expect(clock.after(Number.POSITIVE_INFINITY, () => {})).toBeTypeOf('function')
    expect(clock.timers).toBe(0)
  })
})

test('seeded random is the same each time, and spreads', () => {
  const first = seededRandom(7)
  const second = seededRandom(7)
  const numbers = Array.from({ length: 1_000 }, () => first())
  expect(numbers).toEqual(Array.from({ length: 1_000 }, () => second()))
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
})
