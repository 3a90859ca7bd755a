import { getEventListeners } from 'node:events'
import {
  answer,
  type Behaviour,
  hang,
  type ProviderApi,
  stall,
  startProvider,
  status,
} from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { httpApis, transports } from './fixtures/clients.ts'
import { gatedClock } from './fixtures/gated-clock.ts'
import { candidate } from './fixtures/prompts.ts'

const question = { question: 'Why?' }
const reason = new Error('The user left.')
const text = 'One two three.'

/** Calls back when the behaviour has done its part. */
const then =
  (behaviour: Behaviour, done: () => void): Behaviour =>
  async (exchange) => {
    await behaviour(exchange)
    done()
  }

async function setUp(api: ProviderApi, over: keyof typeof transports) {
  const provider = await startProvider(api)
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const clock = gatedClock(20)
  const client = createClient({ providers: { it: transports[over](api, provider.url) } }, { clock })
  const controller = new AbortController()
  const { signal } = controller
  return {
    provider,
    clock,
    client,
    prompt,
    signal,
    abort: () => controller.abort(reason),
    async expectClean() {
      await provider.idle()
      expect(provider.openSockets).toBe(0)
      expect(provider.requests.at(-1)?.outcome).toBe('aborted_by_client')
      expect(getEventListeners(signal, 'abort')).toEqual([])
    },
    [Symbol.asyncDispose]: () => provider.close(),
  }
}

const cases = httpApis.flatMap((api) => [
  { api, over: 'sdk' as const },
  { api, over: 'fetch' as const },
])

describe.each(cases)('$api over $over: an abort closes the socket', ({ api, over }) => {
  test.each([
    ['before the headers', hang()],
    ['after the headers', stall(text, { afterTokens: 0 })],
    ['in the middle', stall(text, { afterTokens: 2 })],
    ['between pings', stall(text, { afterTokens: 2, pings: true })],
  ])('of run, %s', async (_, behaviour) => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal, abort } = world
    provider.behave(then(behaviour, abort))
    await expect(client.run(prompt, question, { signal })).rejects.toBe(reason)
    await world.expectClean()
  })

  test('of stream, after visible text', async () => {
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

  test('and so does a consumer that leaves', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal } = world
    provider.behave(stall(text, { afterTokens: 1 }))
    for await (const event of client.stream(prompt, question, { signal })) {
      expect(event).toEqual({ type: 'text', text: 'One' })
      break
    }
    await world.expectClean()
  })

  test('before the start no request is made', async () => {
    await using world = await setUp(api, over)
    world.abort()
    await expect(world.client.run(world.prompt, question, { signal: world.signal })).rejects.toBe(reason)
    expect(world.provider.requests).toEqual([])
    expect(world.provider.openSockets).toBe(0)
  })

  test('a deadline closes it too', async () => {
    await using world = await setUp(api, over)
    world.provider.behave(then(hang(), world.clock.open))
    await expect(
      world.client.run(world.prompt, question, { deadline: 20, signal: world.signal }),
    ).rejects.toMatchObject({ code: 'deadline' })
    await world.expectClean()
  })

  test('the signal hears nothing more after an answer or a failure', async () => {
    await using world = await setUp(api, over)
    const { client, provider, prompt, signal } = world
    provider.behave(answer(text))
    await client.run(prompt, question, { signal })
    provider.behave(status(500))
    await expect(client.run(prompt, question, { signal })).rejects.toMatchObject({ kind: 'server' })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
