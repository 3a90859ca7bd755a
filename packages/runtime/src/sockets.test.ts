import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import {
  answer,
  type Behaviour,
  hang,
  type ProviderApi,
  replay,
  sequence,
  stall,
  startProvider,
  status,
  wire,
} from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import type { Adapter } from './adapter.ts'
import { type ClientOptions, createClient } from './create-client.ts'
import { httpApis, transports } from './fixtures/clients.ts'
import { gatedClock } from './fixtures/gated-clock.ts'
import { candidate } from './fixtures/prompts.ts'
import { hedging } from './hedging.ts'
import { limitConcurrency } from './limit-concurrency.ts'

const question = { question: 'Why?' }
const reason = new Error('The user left.')
const text = 'One two three.'
const limit = 20

/** Calls back when the behaviour has done its part. */
const then =
  (behaviour: Behaviour, done: () => void): Behaviour =>
  async (exchange) => {
    await behaviour(exchange)
    done()
  }

/** The timers and sockets that keep the process alive. */
function resources() {
  const all = process.getActiveResourcesInfo()
  return ['Timeout', 'TCPSocketWrap'].map((type) => all.filter((each) => each === type).length)
}

const isMoreThan = (before: readonly number[]) => (count: number, index: number) =>
  count > (before[index] ?? 0)

async function setUp(
  api: ProviderApi,
  over: keyof typeof transports,
  options: Omit<ClientOptions<Record<never, never>>, 'providers'> = {},
  limited: (adapter: Adapter) => Adapter = (adapter) => adapter,
) {
  const provider = await startProvider(api)
  const before = resources()
  const first = candidate('prod', 'it', api, 'm')
  const prompt = { name: 'p', candidates: {}, chain: [first] } as const
  const pair = { ...prompt, chain: [first, candidate('fallback', 'it', api, 'n')] } as const
  const clock = gatedClock(limit)
  const client = createClient(
    { providers: { it: limited(transports[over](api, provider.url)) }, ...options },
    { clock, random: () => 0.99 },
  )
  const controller = new AbortController()
  const { signal } = controller
  return {
    provider,
    clock,
    client,
    prompt,
    /** With a fallback. */
    pair,
    signal,
    abort: () => controller.abort(reason),
    /** Nothing is left: no socket, timer or listener. */
    async expectClean() {
      await provider.idle()
      expect(getEventListeners(signal, 'abort')).toEqual([])
      // The system takes its turns to close the client's end.
      for (let turn = 0; turn < 1_000 && resources().some(isMoreThan(before)); turn++) await setImmediate()
      expect(resources().map(isMoreThan(before))).toEqual([false, false])
    },
    [Symbol.asyncDispose]: () => provider.close(),
  }
}

const cases = httpApis.flatMap((api) => [
  { api, over: 'sdk' as const },
  { api, over: 'fetch' as const },
])

describe.each(cases)('$api over $over', ({ api, over }) => {
  test.each(['run', 'stream'] as const)('an abort of %s, at and in any event of the answer', async (how) => {
    const events = wire(api).stream({ id: 'id', model: 'm', tokens: ['One', ' two'] })
    const recording = Buffer.from(events.join(''))
    let stallAt = 0
    for (const event of events) {
      for (const part of [0, 9]) {
        await using world = await setUp(api, over)
        const { client, provider, prompt, signal, abort } = world
        provider.behave(then(replay(recording, { stallAt: stallAt + part }), abort))
        const stream = async () => {
          for await (const _ of client.stream(prompt, question, { signal }));
        }
        const call = how === 'run' ? client.run(prompt, question, { signal }) : stream()
        await expect(call).rejects.toBe(reason)
        await world.expectClean()
        expect(provider.requests.map(({ outcome }) => outcome)).toEqual(['aborted_by_client'])
      }
      stallAt += Buffer.byteLength(event)
    }
  })

  test('an abort before the headers, or between pings', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal, abort } = world
    provider.behave(then(hang(), abort))
    await expect(client.run(prompt, question, { signal })).rejects.toBe(reason)
    await world.expectClean()

    await using pinged = await setUp(api, over)
    pinged.provider.behave(then(stall(text, { afterTokens: 2, pings: true }), pinged.abort))
    await expect(pinged.client.run(prompt, question, { signal: pinged.signal })).rejects.toBe(reason)
    await pinged.expectClean()
  })

  test('an abort after visible text', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal, abort } = world
    provider.behave(stall(text, { afterTokens: 1 }))
    const stream = client.stream(prompt, question, { signal })
    expect((await stream.next()).value).toEqual({ type: 'text', text: 'One' })
    const next = stream.next()
    abort()
    await expect(next).rejects.toBe(reason)
    await world.expectClean()
  })

  test('an abort before the start: no request', async () => {
    await using world = await setUp(api, over)
    world.abort()
    await expect(world.client.run(world.prompt, question, { signal: world.signal })).rejects.toBe(reason)
    expect(world.provider.requests).toEqual([])
    await world.expectClean()
  })

  test('an abort during the wait before a retry', async () => {
    const onAttempt = () => void setImmediate().then(() => world.abort())
    await using world = await setUp(api, over, { retry: { budget: 2 }, onAttempt })
    const { client, provider, pair, signal } = world
    provider.behave(status(503, { headers: { connection: 'close' } }))
    await expect(client.run(pair, question, { signal })).rejects.toBe(reason)
    expect(provider.requests).toHaveLength(1)
    await world.expectClean()
  })

  test('an abort while the fallback is at it', async () => {
    await using world = await setUp(api, over, { retry: false })
    const { client, provider, pair, signal, abort } = world
    const broken = status(503, { headers: { connection: 'close' } })
    provider.behave(sequence(broken, then(stall(text, { afterTokens: 1 }), abort)))
    await expect(client.run(pair, question, { signal })).rejects.toBe(reason)
    expect(provider.requests).toHaveLength(2)
    await world.expectClean()
  })

  test('an abort while two are at it', async () => {
    await using world = await setUp(api, over, { hedge: hedging({ after: limit }) })
    const { client, provider, pair, signal, abort } = world
    provider.behave(sequence(then(hang(), world.clock.open), then(hang(), abort)))
    await expect(client.run(pair, question, { signal })).rejects.toBe(reason)
    expect(provider.requests).toHaveLength(2)
    await world.expectClean()
  })

  test('an abort while it waits for a slot', async () => {
    await using world = await setUp(api, over, {}, limitConcurrency(1))
    const { client, provider, prompt, signal, abort } = world
    const calls = [client.run(prompt, question, { signal }), client.run(prompt, question, { signal })]
    provider.behave(then(hang(), abort))
    for (const { reason: why } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
      expect(why).toBe(reason)
    }
    expect(provider.requests).toHaveLength(1)
    await world.expectClean()
  })

  test('a consumer that leaves', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal } = world
    provider.behave(stall(text, { afterTokens: 1 }))
    for await (const event of client.stream(prompt, question, { signal })) {
      expect(event).toEqual({ type: 'text', text: 'One' })
      break
    }
    await world.expectClean()
  })

  test('a deadline', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal, clock } = world
    provider.behave(then(hang(), clock.open))
    await expect(client.run(prompt, question, { deadline: limit, signal })).rejects.toMatchObject({
      code: 'deadline',
    })
    await world.expectClean()
  })

  test('an answer, and a failure', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal } = world
    const headers = { connection: 'close' }
    provider.behave(answer(text, { headers }))
    await client.run(prompt, question, { signal })
    await world.expectClean()
    provider.behave(status(500, { headers }))
    await expect(client.run(prompt, question, { signal })).rejects.toMatchObject({ kind: 'server' })
    await world.expectClean()
  })

  test('an answer read to its end leaves the connection for the next', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt } = world
    provider.behave(answer(text))
    for (let i = 0; i < 6; i++) expect((await client.run(prompt, question)).text).toBe(text)
    expect(provider.openSockets).toBeLessThan(3)
  })
})
