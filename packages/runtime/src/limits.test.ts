import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClient } from './create-client.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { ragQa } from './fixtures/prompts.ts'
import type { Hedge } from './policy/ask.ts'
import { answerWith } from './testing/behaviour.ts'
import { fakeProvider } from './testing/fake-provider.ts'
import { virtualClock } from './testing/virtual-clock.ts'

const question = { question: 'Why?' }
const limits = { firstToken: 1_000, idle: 500, deadline: 10_000 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

function clientOf(primary: readonly Step[], fallback: readonly Step[] = [text('From the fallback.'), stop]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', fallback)
  return { client: createClient({ providers: { openai, anthropic }, ...limits }), openai, anthropic }
}

/** Lets time pass until the promise settles. */
async function settled<T>(promise: Promise<T>): Promise<{ value?: T; error?: unknown; ms: number }> {
  const start = performance.now()
  let result: { value?: T; error?: unknown } | undefined
  promise.then(
    (value) => {
      result = { value }
    },
    (error) => {
      result = { error }
    },
  )
  await vi.advanceTimersByTimeAsync(0)
  while (!result) await vi.advanceTimersToNextTimerAsync()
  return { ...result, ms: performance.now() - start }
}

const response = { type: 'response', status: 200, requestId: 'req_1' } as const
const usage = { type: 'usage', usage: { inputTokens: 1, outputTokens: 0 } } as const

test.each([
  ['before the headers', ['hang']],
  ['after the headers', [response, 'hang']],
  ['with signs of life without content', [response, 400, usage, 400, usage, 400, usage, 'hang']],
] as const)('no first token %s', async (_, steps) => {
  const { client, openai } = clientOf(steps)
  const { value, ms } = await settled(client.run(ragQa, question))
  expect(value?.text).toBe('From the fallback.')
  expect(value?.attempts[0]).toMatchObject({ kind: 'first_token_timeout', ms: 1_000 })
  expect(ms).toBe(1_000)
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(1_000)
})

test('the trace of a stalled stream has the request id', async () => {
  const { client } = clientOf([response, 'hang'])
  const { value } = await settled(client.run(ragQa, question))
  expect(value?.attempts[0]).toMatchObject({ status: 200, requestId: 'req_1' })
})

test('content in time keeps an answer alive, however long it takes', async () => {
  const { client } = clientOf([999, text('a'), 499, text('b'), 499, text('c'), 499, stop])
  const { value, ms } = await settled(client.run(ragQa, question))
  expect(value).toMatchObject({ text: 'abc', attempts: [{ ok: true, firstTokenMs: 999 }] })
  expect(ms).toBe(999 + 3 * 499)
})

test.each([
  ['tool calls', { type: 'tool', index: 0, id: '1', name: 't', arguments: '' }],
  ['refusals', { type: 'refusal', text: 'I' }],
  ['reasoning', { type: 'reasoning' }],
] as const)('%s are content', async (_, part) => {
  const { client } = clientOf([900, part, 400, part, 400, text('a'), stop])
  const { value, error } = await settled(client.run(ragQa, question))
  const [first] = value?.attempts ?? (error as { attempts: { firstTokenMs?: number }[] }).attempts
  expect(first?.firstTokenMs).toBe(900)
})

test('a stall in the middle ends at the idle limit, whatever else arrives', async () => {
  const { client } = clientOf([text('a'), 300, usage, 300, usage, 300, usage])
  const { value, ms } = await settled(client.run(ragQa, question))
  expect(value?.attempts[0]).toMatchObject({ kind: 'idle_timeout', ms: 500 })
  expect(ms).toBe(500)
  await vi.advanceTimersByTimeAsync(1_000)
})

test('a stream that stays open after its terminal part is whole all the same, a second later', async () => {
  const { client, openai } = clientOf([text('Whole.'), stop, 100, usage, 'hang'])
  const { value, ms } = await settled(client.run(ragQa, question, { idle: 5_000 }))
  expect(value).toMatchObject({ text: 'Whole.', usage: usage.usage, attempts: [{ ok: true }] })
  expect(ms).toBe(1_000)
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
})

test('the last candidate has no first-token limit, but the deadline', async () => {
  const { client } = clientOf(['hang'], [5_000, text('Late.'), stop])
  const { value, ms } = await settled(client.run(ragQa, question))
  expect(value).toMatchObject({ text: 'Late.', attempts: [{ ms: 1_000 }, { ms: 5_000, ok: true }] })
  expect(ms).toBe(6_000)
})

test('the deadline ends the call, with its attempts', async () => {
  const { client, anthropic } = clientOf(['hang'], ['hang'])
  const { error, ms } = await settled(client.run(ragQa, question))
  expect(ms).toBe(10_000)
  expect(error).toMatchObject({
    name: 'CompletionError',
    code: 'deadline',
    kind: 'deadline',
    attempts: [
      { kind: 'first_token_timeout', ms: 1_000 },
      { kind: 'deadline', ms: 9_000 },
    ],
  })
  expect(anthropic.requests[0]?.options.signal.aborted).toBe(true)
})

test('the deadline in the middle of the primary asks nobody else', async () => {
  const { client, anthropic } = clientOf([text('Half'), 'hang'])
  const { error } = await settled(client.run(ragQa, question, { deadline: 200 }))
  expect(error).toMatchObject({
    code: 'deadline',
    partial: 'Half',
    attempts: [{ kind: 'deadline', ms: 200 }],
  })
  expect(anthropic.requests).toEqual([])
})

test('limits of a call go before those of the client', async () => {
  const { client } = clientOf(['hang'])
  const { ms } = await settled(client.run(ragQa, question, { firstToken: 50 }))
  expect(ms).toBe(50)
  const idle = await settled(clientOf([text('a'), 'hang']).client.run(ragQa, question, { idle: 60 }))
  expect(idle.ms).toBe(60)
})

test('Infinity is no limit', async () => {
  const { client } = clientOf([90_000, text('At last.'), stop])
  const forever = Number.POSITIVE_INFINITY
  const options = { firstToken: forever, idle: forever, deadline: forever }
  const { value } = await settled(client.run(ragQa, question, options))
  expect(value?.text).toBe('At last.')
})

test('a slow consumer is not a slow provider', async () => {
  const { client } = clientOf([text('a'), text('b'), stop])
  const stream = client.stream(ragQa, question)
  const types: string[] = []
  for await (const event of stream) {
    types.push(event.type)
    await vi.advanceTimersByTimeAsync(2_000)
  }
  expect(types).toEqual(['text', 'text', 'done'])
})

test('the deadline passes while the consumer is busy', async () => {
  const { client, openai, anthropic } = clientOf([text('a'), text('b'), stop])
  const stream = client.stream(ragQa, question)
  await stream.next()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(openai.requests[0]?.options.signal.aborted).toBe(true)
  expect((await collect(stream)).error).toMatchObject({ code: 'deadline', partial: 'a' })
  expect(anthropic.requests).toEqual([])
})

test('the deadline passes while the consumer looks at a reset', async () => {
  const { client, anthropic } = clientOf([text('a'), new Error('reset')])
  const stream = client.stream(ragQa, question)
  await stream.next()
  expect((await stream.next()).value).toMatchObject({ type: 'reset' })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await collect(stream)).error).toMatchObject({
    code: 'deadline',
    attempts: [{ kind: 'connection' }],
  })
  expect(anthropic.requests).toEqual([])
})

test('one timer serves all pieces of an answer', async () => {
  const clock = virtualClock()
  const after = vi.spyOn(clock, 'after')
  const openai = fakeProvider('openai.chat', answerWith('word '.repeat(100)))
  const anthropic = fakeProvider('anthropic.messages', answerWith('x'))
  const client = createClient({ providers: { openai, anthropic } }, { clock })
  expect((await collect(client.stream(ragQa, question))).events).toHaveLength(101)
  expect(after).toHaveBeenCalledOnce()
  expect(clock.timers).toBe(0)
})

test('a limit that is shorter than the one before it holds from the content on', async () => {
  const { client } = clientOf([100, text('a'), 'hang'])
  const { value } = await settled(client.run(ragQa, question, { firstToken: 9_000, idle: 30 }))
  expect(value?.attempts[0]).toMatchObject({ kind: 'idle_timeout', ms: 130 })
})

test('a consumer that never comes back leaves no timer after the deadline', async () => {
  const { client } = clientOf([text('a'), 'hang'])
  await client.stream(ragQa, question).next()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('run hands on no more than the first content; stream all of it', async () => {
  const hedge = vi.fn<Hedge>(async function* (first) {
    const asking = first()
    for (;;) {
      const { done, value } = await asking.next()
      if (done) return value
      seen.push(value.type)
      yield value
    }
  })
  const seen: string[] = []
  const openai = fakeAdapter('openai.chat', [text('a'), text('b'), text('c'), stop])
  const anthropic = fakeAdapter('anthropic.messages', [text('x'), stop])
  const client = createClient({ providers: { openai, anthropic }, hedge })
  expect((await client.run(ragQa, question)).text).toBe('abc')
  expect(seen).toEqual(['text'])
  await collect(client.stream(ragQa, question))
  expect(seen).toHaveLength(4)
})
