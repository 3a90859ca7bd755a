import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Part } from './adapter.ts'
import { systemClock } from './clock.ts'
import { createClient } from './create-client.ts'
import { fakeAdapter, stop, text } from './fixtures/fake-adapter.ts'
import { ragQa } from './fixtures/prompts.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { answerWith, type Behaviour, stallAfter } from './testing/behaviour.ts'
import { fakeProvider } from './testing/fake-provider.ts'
import { virtualClock } from './testing/virtual-clock.ts'

const slow = answerWith('Slow.', { firstToken: 1_000 })
const question = { question: 'Why?' }
const alone = { ...ragQa, chain: [ragQa.chain[0]] } as const

function clientOf(primary: Behaviour, limit: number) {
  const clock = virtualClock()
  const openai = fakeProvider('openai.chat', primary)
  const anthropic = fakeProvider('anthropic.messages', answerWith('From the fallback.'))
  const providers = { openai: limitConcurrency(limit)(openai), anthropic }
  return { clock, openai, client: createClient({ providers }, { clock, random: () => 0 }) }
}

test('a provider that is full is passed over at once', async () => {
  const { openai, client, clock } = clientOf(slow, 2)
  const results = await clock.settle(
    Promise.all(Array.from({ length: 4 }, () => client.run(ragQa, question))),
  )
  expect(results.map(({ attempts }) => attempts.map(({ kind = 'ok' }) => kind))).toEqual([
    ['ok'],
    ['ok'],
    ['overload_shed', 'ok'],
    ['overload_shed', 'ok'],
  ])
  // No request was made, so it took no tokens.
  expect(results[3]?.attempts[0]).toMatchObject({ ms: 0, usage: { inputTokens: 0, outputTokens: 0 } })
  expect(openai.requests).toHaveLength(2)
  // There is room again.
  expect((await clock.settle(client.run(ragQa, question))).servedBy.provider).toBe('openai')
})

test('the last candidate waits for its turn', async () => {
  const { openai, client, clock } = clientOf(slow, 1)
  await clock.settle(Promise.all(Array.from({ length: 3 }, () => client.run(alone, question))))
  expect(openai.requests.map(({ at }) => at)).toEqual([0, 1_000, 2_000])
})

test('a wait ends with the deadline, and is in the trace', async () => {
  const { openai, client, clock } = clientOf(stallAfter(0), 1)
  const first = client.run(alone, question, { deadline: 9_000 })
  first.catch(() => {})
  const second = client.run(alone, question, { deadline: 5_000 })
  await expect(clock.settle(second)).rejects.toMatchObject({
    code: 'deadline',
    attempts: [{ kind: 'deadline', ms: 5_000, usage: { inputTokens: 0 } }],
  })
  expect(openai.requests).toHaveLength(1)
  await expect(clock.settle(first)).rejects.toMatchObject({ code: 'deadline' })
  // Nobody holds the place of a call that is over.
  openai.behave(answerWith('Fine.'))
  expect((await clock.settle(client.run(alone, question))).text).toBe('Fine.')
})

describe('a place', () => {
  /** A request of an adapter under a limit, which can be taken step by step. */
  function request(limited: ReturnType<ReturnType<typeof limitConcurrency>>) {
    const controller = new AbortController()
    const options = { signal: controller.signal, stream: true, isLast: true, clock: systemClock }
    const parts = limited.send({ messages: [] }, options)[Symbol.asyncIterator]()
    return { controller, next: () => parts.next(), leave: () => parts.return?.() }
  }
  const waiting: Part[] = [{ type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } }]

  test('is given in the order of asking, and never to one more', async () => {
    const limited = limitConcurrency(1)(fakeAdapter('openai.chat', [text('a'), stop]))
    const [first, second, third] = [request(limited), request(limited), request(limited)]
    expect((await first.next()).value).toEqual([text('a')])
    expect((await second.next()).value).toEqual(waiting)
    expect((await third.next()).value).toEqual(waiting)
    const order: string[] = []
    const steps = [
      second.next().then(() => order.push('second')),
      third.next().then(() => order.push('third')),
    ]
    await first.leave()
    const late = request(limited)
    expect((await late.next()).value).toEqual(waiting)
    await steps[0]
    expect(order).toEqual(['second'])
    await second.leave()
    await steps[1]
    expect(order).toEqual(['second', 'third'])
    expect(getEventListeners(third.controller.signal, 'abort')).toEqual([])
  })

  test('is not given to one that has left', async () => {
    const limited = limitConcurrency(1)(fakeAdapter('openai.chat', [text('a'), stop]))
    const [first, second] = [request(limited), request(limited)]
    await first.next()
    await second.next()
    const step = second.next()
    second.controller.abort('gone')
    await expect(step).rejects.toBe('gone')
    await first.leave()
    expect((await request(limited).next()).value).toEqual([text('a')])
  })

  test('is shared by the adapters of one limit', async () => {
    const limit = limitConcurrency(1)
    const first = request(limit(fakeAdapter('openai.chat', [text('a'), stop])))
    await first.next()
    const second = request(limit(fakeAdapter('openai.responses', [text('b'), stop])))
    expect((await second.next()).value).toEqual(waiting)
  })
})
