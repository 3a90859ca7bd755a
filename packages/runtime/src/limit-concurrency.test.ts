import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { ragQa } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { answerWith, stallAfter } from './testing/behaviour.ts'

const slow = answerWith('Slow.', { firstToken: 1_000 })

test('a provider that is full is skipped at once', async () => {
  const { openai, client, clock, question } = world(
    { primary: slow },
    { concurrency: limitConcurrency({ openai: 2 }) },
  )
  const results = await clock.settle(
    Promise.all(Array.from({ length: 4 }, () => client.run(ragQa, question))),
  )
  expect(results.map(({ attempts }) => attempts.map(({ kind = 'ok' }) => kind))).toEqual([
    ['ok'],
    ['ok'],
    ['overload_shed', 'ok'],
    ['overload_shed', 'ok'],
  ])
  expect(openai.requests).toHaveLength(2)
  // The slots are free again.
  expect((await clock.settle(client.run(ragQa, question))).servedBy.provider).toBe('openai')
})

test('the last candidate waits for its turn', async () => {
  const prompt = { ...ragQa, chain: [ragQa.chain[0]] } as const
  const { openai, client, clock, question } = world(
    { primary: slow },
    { concurrency: limitConcurrency({ openai: 1 }) },
  )
  await clock.settle(Promise.all(Array.from({ length: 3 }, () => client.run(prompt, question))))
  expect(openai.requests.map(({ at }) => at)).toEqual([0, 1_000, 2_000])
})

test('a wait ends with the deadline, and is in the trace', async () => {
  const prompt = { ...ragQa, chain: [ragQa.chain[0]] } as const
  const { openai, client, clock, question } = world(
    { primary: stallAfter(0) },
    { concurrency: limitConcurrency({ openai: 1 }) },
  )
  const first = client.run(prompt, question, { deadline: 9_000 })
  first.catch(() => {})
  const second = client.run(prompt, question, { deadline: 5_000 })
  await expect(clock.settle(second)).rejects.toMatchObject({
    code: 'deadline',
    attempts: [{ kind: 'deadline', ms: 0 }],
  })
  expect(openai.requests).toHaveLength(1)
  await expect(clock.settle(first)).rejects.toMatchObject({ code: 'deadline' })
  // Nobody holds the slot of a call that is over.
  openai.behave(answerWith('Fine.'))
  expect((await clock.settle(client.run(prompt, question))).text).toBe('Fine.')
})

describe('slots', () => {
  test('are given in the order of asking', async () => {
    const slots = limitConcurrency({ openai: 1 })
    const { signal } = new AbortController()
    const release = slots.take('openai')
    const order: number[] = []
    const waits = [1, 2].map(async (n) => {
      const release = await slots.wait('openai', signal)
      order.push(n)
      release?.()
    })
    expect(slots.take('openai')).toBeUndefined()
    release?.()
    await Promise.all(waits)
    expect(order).toEqual([1, 2])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('are not given to one that has left', async () => {
    const slots = limitConcurrency({ openai: 1 })
    const controller = new AbortController()
    const release = slots.take('openai')
    const wait = slots.wait('openai', controller.signal)
    controller.abort()
    expect(await wait).toBeUndefined()
    release?.()
    expect(slots.take('openai')).toBeDefined()
  })

  test('are without limit where none is given', () => {
    const slots = limitConcurrency({})
    for (let i = 0; i < 100; i++) expect(slots.take('constructor')).toBeDefined()
  })
})
