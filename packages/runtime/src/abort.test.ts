import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Attempt } from './completion.ts'
import { createClient } from './create-client.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { ragQa, viaOpenAI } from './fixtures/prompts.ts'
import { openai } from './openai.ts'

const question = { question: 'Why?' }
const reason = new Error('The user left.')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function start(primary: readonly Step[], fallback: readonly Step[] = [text('x'), stop]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', fallback)
  const attempts: Attempt[] = []
  const client = createClient({
    providers: { openai, anthropic },
    onAttempt: (attempt) => attempts.push(attempt),
  })
  const controller = new AbortController()
  const { signal } = controller
  const clean = () => {
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  }
  return { client, openai, anthropic, attempts, abort: () => controller.abort(reason), signal, clean }
}

test('before the start: no request', async () => {
  const { client, openai, abort, signal, clean } = start([text('x'), stop])
  abort()
  await expect(client.run(ragQa, question, { signal })).rejects.toBe(reason)
  expect((await collect(client.stream(ragQa, question, { signal }))).error).toBe(reason)
  expect(openai.requests).toEqual([])
  clean()
})

test.each([
  ['before the headers', ['hang']],
  ['after the headers', [{ type: 'response', status: 200 }, 'hang']],
  ['in the middle', [text('a'), 'hang']],
  ['after the terminal part', [text('a'), stop, 'hang']],
] as const)('%s: the request is aborted, nobody else is asked', async (_, steps) => {
  const { client, openai, anthropic, attempts, abort, signal, clean } = start(steps)
  const run = client.run(ragQa, question, { signal })
  const rejected = expect(run).rejects.toBe(reason)
  await vi.advanceTimersByTimeAsync(10)
  abort()
  await rejected
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
  expect(anthropic.requests).toEqual([])
  expect(attempts).toMatchObject([{ kind: 'aborted', ok: false, ms: 10 }])
  clean()
})

test('in the fallback', async () => {
  const { client, anthropic, attempts, abort, signal, clean } = start([new Error('down')], ['hang'])
  const rejected = expect(client.run(ragQa, question, { signal })).rejects.toBe(reason)
  await vi.advanceTimersByTimeAsync(10)
  abort()
  await rejected
  expect(anthropic.requests[0]?.options.signal.aborted).toBe(true)
  expect(attempts).toMatchObject([{ kind: 'connection' }, { kind: 'aborted' }])
  clean()
})

test('between two candidates', async () => {
  const { client, anthropic, abort, signal, clean } = start([text('a'), new Error('down')])
  const stream = client.stream(ragQa, question, { signal })
  await stream.next()
  expect((await stream.next()).value).toMatchObject({ type: 'reset' })
  abort()
  await expect(stream.next()).rejects.toBe(reason)
  expect(anthropic.requests).toEqual([])
  clean()
})

test('while an observer hears of a failure', async () => {
  const openai = fakeAdapter('openai.chat', [new Error('down')])
  const anthropic = fakeAdapter('anthropic.messages', [text('x'), stop])
  const controller = new AbortController()
  const client = createClient({ providers: { openai, anthropic }, onAttempt: () => controller.abort(reason) })
  await expect(client.run(ragQa, question, { signal: controller.signal })).rejects.toBe(reason)
  expect(anthropic.requests).toEqual([])
})

test('while the consumer is busy', async () => {
  const { client, openai, abort, signal, clean } = start([text('a'), text('b'), stop])
  const stream = client.stream(ragQa, question, { signal })
  await stream.next()
  abort()
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
  await expect(stream.next()).rejects.toBe(reason)
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  clean()
})

test('a consumer that leaves the loop ends the request', async () => {
  const { client, openai, anthropic, attempts, signal, clean } = start([text('a'), 'hang'])
  for await (const event of client.stream(ragQa, question, { signal })) {
    expect(event).toEqual({ type: 'text', text: 'a' })
    break
  }
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
  expect(anthropic.requests).toEqual([])
  expect(attempts).toMatchObject([{ kind: 'aborted' }])
  clean()
})

test('success and failure leave nothing behind', async () => {
  const good = start([text('a'), stop])
  await good.client.run(ragQa, question, { signal: good.signal })
  good.clean()
  expect(good.openai.requests[0]?.options.signal.aborted).toBe(false)
  const bad = start([new Error('down')], [new Error('down')])
  await expect(bad.client.run(ragQa, question, { signal: bad.signal })).rejects.toThrow(
    'no answer (exhausted)',
  )
  bad.clean()
  // A signal that an SDK holds must not hold the error, and with it the body.
  for (const { requests } of [good.openai, bad.openai, bad.anthropic]) {
    expect(requests.map(({ options }) => options.signal.onabort)).toEqual([null])
  }
})

test('the default reason is the AbortError of the platform', async () => {
  const { client } = start(['hang'])
  const controller = new AbortController()
  const run = client.run(ragQa, question, { signal: controller.signal })
  controller.abort()
  await expect(run).rejects.toMatchObject({ name: 'AbortError' })
})

test('an answer over an SDK leaves no listener on its signal, nor on the caller’s', async () => {
  const { signal } = new AbortController()
  const given: AbortSignal[] = []
  const chunk = { choices: [{ delta: { content: 'Yes.' }, finish_reason: 'stop' }] }
  const create = (_: object, options: { signal: AbortSignal }) => {
    given.push(options.signal)
    const headers = { 'content-type': 'text/event-stream' }
    const body = `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`
    return { asResponse: async () => new Response(body, { headers }) }
  }
  const providers = { openai: openai({ chat: { completions: { create } } }) }
  const prompt = { name: 'p', candidates: { prod: viaOpenAI }, chain: [viaOpenAI] } as const
  expect((await createClient({ providers }).run(prompt, question, { signal })).text).toBe('Yes.')
  expect(given).toHaveLength(1)
  expect([...given, signal].flatMap((each) => getEventListeners(each, 'abort'))).toEqual([])
})
