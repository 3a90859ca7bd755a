import { describe, expect, test } from 'vitest'
import { collect } from './fixtures/collect.ts'
import { ragQa } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { answerWith, cutAfter, failAfter, failWith, stallAfter } from './testing/behaviour.ts'

const kinds = (attempts: { kind?: string | undefined }[]) => attempts.map(({ kind = 'ok' }) => kind)

/** A world that has saved up a retry. */
async function thrifty(...options: Parameters<typeof world>) {
  const made = world(...options)
  made.openai.behave(answerWith('Warm.'))
  await made.repeat(20)
  made.openai.requests.length = 0
  return made
}

test.each(['server', 'overloaded', 'connection', 'malformed'] as const)(
  '%s is retried once, within 250 ms',
  async (kind) => {
    const { openai, clock, run, anthropic } = await thrifty()
    openai.behave(failWith(kind), answerWith('At last.'))
    const start = clock.now()
    const { text, attempts } = await run()
    expect(text).toBe('At last.')
    expect(kinds(attempts)).toEqual([kind, 'ok'])
    expect(clock.now() - start).toBeGreaterThan(0)
    expect(clock.now() - start).toBeLessThanOrEqual(250)
    expect(anthropic.requests).toEqual([])
  },
)

test('a second failure falls back', async () => {
  const { openai, run } = await thrifty()
  openai.behave(failWith('server'))
  expect(kinds((await run()).attempts)).toEqual(['server', 'server', 'ok'])
})

test.each([
  ['a timeout', stallAfter(0), 'first_token_timeout'],
  ['an answer that had begun', failAfter(1, 'overloaded'), 'overloaded'],
  ['a wrong key', failWith('auth'), 'auth'],
  ['a limit that does not say when it ends', failWith('rate_limit'), 'rate_limit'],
] as const)('%s is not retried', async (_, behaviour, kind) => {
  const { openai, run } = await thrifty()
  openai.behave(behaviour)
  expect(kinds((await run()).attempts)).toEqual([kind, 'ok'])
})

test('the budget is a tenth of the calls', async () => {
  const { openai, client, clock, question } = world({ primary: failWith('server') }, { breaker: false })
  let retries = 0
  for (let i = 0; i < 200; i++) {
    const { attempts } = await clock.settle(client.run(ragQa, question))
    retries += attempts.length - 2
  }
  // One is kept for last candidates.
  expect(retries).toBe(19)
  expect(openai.requests).toHaveLength(219)
})

test('retry: false', async () => {
  const { openai, run } = await thrifty({}, { retry: false })
  openai.behave(failWith('server'))
  expect(kinds((await run()).attempts)).toEqual(['server', 'ok'])
})

test('the last candidate is retried too', async () => {
  const { openai, anthropic, run } = await thrifty()
  openai.behave(failWith('auth'))
  anthropic.behave(failWith('server'), answerWith('At last.'))
  expect(kinds((await run()).attempts)).toEqual(['auth', 'server', 'ok'])
})

test('where nobody comes after, an answer that broke off is asked for again', async () => {
  const { openai, client, clock, question } = await thrifty()
  const prompt = { ...ragQa, chain: [ragQa.chain[0]] } as const
  openai.behave(cutAfter(2), answerWith('At last.'))
  const { events } = await clock.settle(collect(client.stream(prompt, question)))
  expect(events.map(({ type }) => type)).toEqual(['text', 'text', 'reset', 'text', 'text', 'done'])
  expect(events.at(-1)).toMatchObject({ result: { text: 'At last.', attempts: [{ kind: 'truncated' }, {}] } })
})

test('a decision to fall back is not overruled', async () => {
  const { openai, run } = await thrifty({}, { decide: () => 'fall_back' })
  openai.behave(failWith('rate_limit', { retryAfter: 1 }))
  expect(kinds((await run()).attempts)).toEqual(['rate_limit', 'ok'])
})

test('one candidate after the other has its retry', async () => {
  const { openai, anthropic, run } = await thrifty()
  openai.behave(failWith('server'))
  anthropic.behave(failWith('server'), answerWith('At last.'))
  expect(kinds((await run()).attempts)).toEqual(['server', 'server', 'server', 'ok'])
})

test('no retry at an open circuit', async () => {
  const { openai, run } = await thrifty({}, { breaker: { failures: 1 } })
  openai.behave(failWith('server'))
  expect(kinds((await run()).attempts)).toEqual(['server', 'ok'])
})

test('an abort is heard while it waits', async () => {
  const { openai, clock, client, question } = await thrifty()
  openai.behave(failWith('rate_limit', { retryAfter: 2 }))
  const controller = new AbortController()
  const reason = new Error('The user left.')
  const run = client.run(ragQa, question, { signal: controller.signal })
  run.catch(() => {})
  await clock.advance(1_000)
  controller.abort(reason)
  await expect(run).rejects.toBe(reason)
  expect(clock.timers).toBe(0)
  expect(openai.requests).toHaveLength(1)
})

describe('Retry-After', () => {
  test.each([
    ['rate_limit', 2],
    ['server', 3],
  ] as const)('of %s, when short, is waited for', async (kind, retryAfter) => {
    const { openai, clock, run } = await thrifty()
    openai.behave(failWith(kind, { retryAfter }), answerWith('At last.'))
    const start = clock.now()
    expect((await run()).text).toBe('At last.')
    expect(clock.now() - start).toBe(retryAfter * 1_000)
  })

  test('when long, the fallback is asked now and the primary is left alone until then', async () => {
    const { openai, clock, run } = await thrifty()
    openai.behave(failWith('rate_limit', { retryAfter: 30 }), answerWith('Well again.'))
    const start = clock.now()
    expect((await run()).text).toBe('From the fallback.')
    expect(clock.now()).toBe(start)
    await clock.advance(29_999)
    expect(kinds((await run()).attempts)).toEqual(['circuit_open', 'ok'])
    await clock.advance(1)
    expect((await run()).text).toBe('Well again.')
    expect(openai.requests).toHaveLength(2)
  })

  test('beyond the deadline is not waited for', async () => {
    const { openai, client, clock, question } = await thrifty()
    openai.behave(failWith('rate_limit', { retryAfter: 2 }))
    const { attempts } = await clock.settle(client.run(ragQa, question, { deadline: 2_000 }))
    expect(kinds(attempts)).toEqual(['rate_limit', 'ok'])
  })

  test('is waited for as long as the option says', async () => {
    const { openai, run } = await thrifty({}, { retry: { maxRetryAfter: 500 } })
    openai.behave(failWith('rate_limit', { retryAfter: 1 }))
    expect(kinds((await run()).attempts)).toEqual(['rate_limit', 'ok'])
  })
})
