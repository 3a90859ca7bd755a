import { expect, test, vi } from 'vitest'
import type { Attempt } from './completion.ts'
import { createClient } from './create-client.ts'
import { CompletionError } from './errors/completion-error.ts'
import { isUnderstudyError } from './errors/understudy-error.ts'
import { UsageError } from './errors/usage-error.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { chat, ragQa } from './fixtures/prompts.ts'

const question = { question: 'Why?' }
const overloaded = Object.assign(new Error('Overloaded'), { status: 529, requestID: 'req_9' })

function clientOf(primary: readonly Step[], fallback: readonly Step[] = [text('From the fallback.'), stop]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', fallback)
  const onAttempt = vi.fn<(attempt: Attempt) => unknown>()
  const client = createClient({ providers: { openai, anthropic }, onAttempt })
  return { client, openai, anthropic, onAttempt }
}

test('the result tells the answer, who gave it, and to which request', async () => {
  const { client, anthropic } = clientOf([
    { type: 'response', status: 200, requestId: 'req_1' },
    text('Be'),
    text('cause.'),
    { type: 'usage', usage: { inputTokens: 3, outputTokens: 2 } },
    stop,
  ])
  expect(await client.run(ragQa, question)).toEqual({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    text: 'Because.',
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 2 },
    servedBy: {
      environment: 'prod',
      version: 'prod-1',
      provider: 'openai',
      api: 'openai.chat',
      model: 'gpt-5.4-mini',
    },
    attempts: [
      {
        environment: 'prod',
        version: 'prod-1',
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        ok: true,
        status: 200,
        requestId: 'req_1',
        firstTokenMs: expect.any(Number),
        ms: expect.any(Number),
        endedAt: expect.any(Number),
        usage: { inputTokens: 3, outputTokens: 2 },
        circuit: 'closed',
      },
    ],
    request: { model: 'gpt-5.4-mini', max_tokens: 100, messages: [{ role: 'user', content: 'Why?' }] },
  })
  expect(anthropic.requests).toEqual([])
})

test('every attempt is in the trace, in order, and unreported usage is unknown', async () => {
  const { client, onAttempt } = clientOf([overloaded])
  const { attempts, servedBy, text } = await client.run(ragQa, question)
  expect(text).toBe('From the fallback.')
  expect(servedBy.environment).toBe('fallback')
  expect(attempts).toMatchObject([
    { environment: 'prod', ok: false, kind: 'overloaded', status: 529, requestId: 'req_9', usage: 'unknown' },
    { environment: 'fallback', ok: true, usage: 'unknown' },
  ])
  expect(attempts[0]?.firstTokenMs).toBeUndefined()
  expect(onAttempt.mock.calls.map(([attempt]) => attempt)).toEqual(attempts)
})

test('what onAttempt throws, or rejects with, changes nothing', async () => {
  const { client, onAttempt } = clientOf([overloaded])
  onAttempt.mockImplementationOnce(() => {
    throw new Error('broken observer')
  })
  onAttempt.mockRejectedValueOnce(new Error('broken observer'))
  expect((await client.run(ragQa, question)).text).toBe('From the fallback.')
  expect(onAttempt).toHaveBeenCalledTimes(2)
})

test('when all fail, the error names the prompt and every attempt', async () => {
  const down = Object.assign(new Error('Service Unavailable: sk-secret'), {
    status: 503,
    error: { code: 'down' },
  })
  const { client } = clientOf([overloaded], [down])
  const error = await client.run(ragQa, question).catch((error) => error)
  expect(error).toBeInstanceOf(CompletionError)
  expect(isUnderstudyError(error)).toBe(true)
  expect(error).toMatchObject({ name: 'CompletionError', code: 'exhausted', kind: 'server', cause: down })
  expect(error.attempts).toHaveLength(2)
  expect(error).not.toHaveProperty('partial')
  expect(error.message.replace(/\d+ ms/g, '0 ms')).toBe(
    'rag-qa: no answer (exhausted). prod (openai gpt-5.4-mini): overloaded 529 after 0 ms; ' +
      'fallback (anthropic claude-haiku-4-5): server 503 down after 0 ms',
  )
})

test.each([
  ['bad_request', Object.assign(new Error('Bad'), { status: 400 })],
  ['max_tokens', { type: 'finish', reason: 'max_tokens' }],
  ['content_filter', { type: 'finish', reason: 'content_filter' }],
  ['refusal', { type: 'finish', reason: 'refusal' }],
] as const)('%s is not handed to the fallback, and keeps the text', async (kind, end) => {
  const { client, anthropic } = clientOf([text('So far'), end])
  const error = await client.run(ragQa, question).catch((error) => error)
  expect(error).toMatchObject({ name: 'CompletionError', code: 'rejected', kind, partial: 'So far' })
  expect(anthropic.requests).toEqual([])
})

test('a refusal in words is a refusal, and its words are kept', async () => {
  const { client } = clientOf([
    { type: 'refusal', text: 'I cannot' },
    { type: 'refusal', text: ' help.' },
    stop,
  ])
  await expect(client.run(ragQa, question)).rejects.toMatchObject({
    kind: 'refusal',
    partial: 'I cannot help.',
  })
})

test.each([
  ['empty', [stop]],
  ['truncated', [text('Half')]],
  ['truncated', [text('Half'), { type: 'finish', reason: 'truncated', code: 'pause_turn' }]],
] as const)('%s falls back', async (kind, steps) => {
  const { client } = clientOf(steps)
  const { text, attempts } = await client.run(ragQa, question)
  expect(text).toBe('From the fallback.')
  expect(attempts[0]).toMatchObject({ ok: false, kind })
})

test('what goes wrong after the terminal part does not matter', async () => {
  const { client, anthropic } = clientOf([text('Whole.'), stop, new Error('reset')])
  expect((await client.run(ragQa, question)).text).toBe('Whole.')
  expect(anthropic.requests).toEqual([])
})

test('tool calls are put together by their index', async () => {
  const { client } = clientOf([
    { type: 'tool', index: 3, id: 'call_b', name: 'b', arguments: '' },
    { type: 'tool', index: 1, id: 'call_a', name: 'a', arguments: '{"x"' },
    { type: 'tool', index: 1, arguments: ':1}' },
    { type: 'tool', index: 7, arguments: 'of a tool that the provider calls itself' },
    stop,
  ])
  expect(await client.run(ragQa, question)).toMatchObject({
    text: '',
    finishReason: 'tool_calls',
    toolCalls: [
      { id: 'call_a', name: 'a', arguments: '{"x":1}' },
      { id: 'call_b', name: 'b', arguments: '{}' },
    ],
  })
})

test('every candidate is rendered before the first request', async () => {
  const { client, openai } = clientOf([text('x'), stop])
  const broken = {
    ...ragQa.chain[1],
    request() {
      throw new RangeError('no such variable')
    },
  }
  const prompt = { ...ragQa, chain: [ragQa.chain[0], broken] as const }
  await expect(client.run(prompt, question)).rejects.toThrow('no such variable')
  expect(() => client.stream(prompt, question)).toThrow('no such variable')
  expect(openai.requests).toEqual([])
})

test('history reaches every candidate', async () => {
  const { client, openai, anthropic } = clientOf([overloaded])
  const history = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
  ] as const
  await client.run(chat, question, { history })
  const messages = [...history, { role: 'user', content: 'Why?' }]
  expect(openai.requests[0]?.body.messages).toEqual(messages)
  expect(anthropic.requests[0]?.body.messages).toEqual(messages)
  await client.run(chat, question)
  expect(openai.requests[1]?.body.messages).toEqual([{ role: 'user', content: 'Why?' }])
})

test('a call that does not fit the prompt is refused before any request', async () => {
  const { client, openai } = clientOf([text('x'), stop])
  const refusal = (code: string, message: string) => ({ name: 'UsageError', code, message })
  // As untyped code may call it.
  const run = client.run as (prompt: unknown, variables: unknown, options?: unknown) => Promise<unknown>
  await expect(run({ ...ragQa, chain: [] }, question)).rejects.toMatchObject(
    refusal('empty_chain', 'rag-qa: no candidate'),
  )
  await expect(
    run({ ...ragQa, chain: [ragQa.chain[0], { ...ragQa.chain[1], provider: 'mistral' }] }, question),
  ).rejects.toMatchObject(
    refusal('missing_provider', "rag-qa, fallback: no provider 'mistral' speaks anthropic.messages"),
  )
  await expect(
    run({ ...ragQa, chain: [{ ...ragQa.chain[0], provider: 'anthropic' }] }, question),
  ).rejects.toMatchObject(
    refusal('missing_provider', "rag-qa, prod: no provider 'anthropic' speaks openai.chat"),
  )
  const error = await run(ragQa, question, { history: [] }).catch((error) => error)
  expect(error).toBeInstanceOf(UsageError)
  expect(error).toMatchObject(refusal('history_unsupported', 'rag-qa, prod: no history placeholder'))
  expect(openai.requests).toEqual([])
})

test('options that are undefined leave the defaults', async () => {
  const { client } = clientOf([text('Fine.'), stop])
  // Without `exactOptionalPropertyTypes` this is ordinary code.
  const options = { signal: undefined, firstToken: undefined, idle: undefined, deadline: undefined } as object
  expect((await client.run(ragQa, question, options)).text).toBe('Fine.')
})

test('upstream decides whether the providers are asked for a stream', async () => {
  const openai = fakeAdapter('openai.chat', [text('x'), stop])
  const anthropic = fakeAdapter('anthropic.messages', [text('x'), stop])
  for (const upstream of ['stream', 'json'] as const) {
    await createClient({ providers: { openai, anthropic }, upstream }).run(ragQa, question)
  }
  expect(openai.requests.map(({ options }) => options.stream)).toEqual([true, false])
})

test('stream yields text, then the same result as run', async () => {
  const steps = [
    text('Be'),
    { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } },
    text('cause.'),
    stop,
  ] as const
  const result = await clientOf(steps).client.run(ragQa, question)
  const { events } = await collect(clientOf(steps).client.stream(ragQa, question))
  const untimed = result.attempts.map((attempt) => ({
    ...attempt,
    ms: expect.any(Number),
    endedAt: expect.any(Number),
    firstTokenMs: expect.any(Number),
  }))
  expect(events).toEqual([
    { type: 'text', text: 'Be' },
    { type: 'text', text: 'cause.' },
    { type: 'done', result: { ...result, id: expect.any(String), attempts: untimed } },
  ])
})

test('stream makes its request when it is read', async () => {
  const { client, openai } = clientOf([text('x'), stop])
  const stream = client.stream(ragQa, question)
  expect(openai.requests).toEqual([])
  await stream.next()
  expect(openai.requests).toHaveLength(1)
  await stream.return()
})

test('midstream restart: a reset, then the whole answer of the next', async () => {
  const { client } = clientOf([text('Half of'), overloaded])
  const { events } = await collect(client.stream(ragQa, question))
  expect(events).toMatchObject([
    { type: 'text', text: 'Half of' },
    { type: 'reset', from: { environment: 'prod' }, to: { environment: 'fallback' }, reason: 'overloaded' },
    { type: 'text', text: 'From the fallback.' },
    { type: 'done', result: { text: 'From the fallback.', servedBy: { environment: 'fallback' } } },
  ])
})

test('no reset where nothing was visible', async () => {
  const { client } = clientOf([{ type: 'refusal', text: 'I' }, overloaded])
  const { events } = await collect(client.stream(ragQa, question))
  expect(events.map(({ type }) => type)).toEqual(['text', 'done'])
})

test('tool calls and reasoning are events, and visible', async () => {
  const { client } = clientOf([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'tool', index: 0, id: '1', name: 't', arguments: '' },
    { type: 'tool', index: 0, arguments: '{}' },
    overloaded,
  ])
  const { events } = await collect(client.stream(ragQa, question))
  expect(events.slice(0, 4)).toMatchObject([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'tool', index: 0, id: '1', name: 't', arguments: '' },
    { type: 'tool', index: 0, arguments: '{}' },
    { type: 'reset', reason: 'overloaded' },
  ])
})

test('midstream fail: tool calls are not taken back either, reasoning is', async () => {
  const tool = { type: 'tool', index: 0, id: '1', name: 't', arguments: '' } as const
  const failing = await collect(
    clientOf([tool, overloaded]).client.stream(ragQa, question, { midstream: 'fail' }),
  )
  expect(failing.error).toMatchObject({ code: 'interrupted' })
  const thinking = await collect(
    clientOf([{ type: 'reasoning' }, overloaded]).client.stream(ragQa, question, { midstream: 'fail' }),
  )
  expect(thinking.events.map(({ type }) => type)).toEqual(['reasoning', 'reset', 'text', 'done'])
})

test('midstream buffer: nothing shows until the answer is whole', async () => {
  const { client } = clientOf([text('Half of'), overloaded], [text('All '), text('of it.'), stop])
  const { events } = await collect(client.stream(ragQa, question, { midstream: 'buffer' }))
  expect(events).toMatchObject([
    { type: 'text', text: 'All ' },
    { type: 'text', text: 'of it.' },
    { type: 'done', result: { text: 'All of it.', attempts: [{ kind: 'overloaded' }, { ok: true }] } },
  ])
})

test('midstream buffer: what fails shows nothing', async () => {
  const { client } = clientOf([text('Half of'), overloaded], [text('Half of'), overloaded])
  const { events, error } = await collect(client.stream(ragQa, question, { midstream: 'buffer' }))
  expect(events).toEqual([])
  expect(error).toMatchObject({ code: 'exhausted', partial: 'Half of' })
})

test('text yields the text alone', async () => {
  const { client } = clientOf([{ type: 'reasoning', text: 'Hm.' }, text('Be'), text('cause.'), stop])
  const pieces: string[] = []
  for await (const piece of client.text(ragQa, question)) pieces.push(piece)
  expect(pieces).toEqual(['Be', 'cause.'])
})

test('text falls back before the first text, and fails after it', async () => {
  const read = async (steps: readonly Step[]) => {
    let read = ''
    for await (const piece of clientOf(steps).client.text(ragQa, question)) read += piece
    return read
  }
  expect(await read([{ type: 'reasoning' }, overloaded])).toBe('From the fallback.')
  await expect(read([text('Half of'), overloaded])).rejects.toMatchObject({ code: 'interrupted' })
  const misfit = { ...ragQa, chain: [] } as unknown as typeof ragQa
  expect(() => clientOf([stop]).client.text(misfit, question)).toThrow('no candidate')
})

test('midstream fail: throws with the text so far, and asks nobody else', async () => {
  const { client, anthropic } = clientOf([text('Half of'), overloaded])
  const { events, error } = await collect(client.stream(ragQa, question, { midstream: 'fail' }))
  expect(events).toEqual([{ type: 'text', text: 'Half of' }])
  expect(error).toMatchObject({ code: 'interrupted', kind: 'overloaded', partial: 'Half of' })
  expect(anthropic.requests).toEqual([])
})

test('midstream fail falls back where nothing was visible', async () => {
  const { client } = clientOf([overloaded])
  const { events } = await collect(client.stream(ragQa, question, { midstream: 'fail' }))
  expect(events.map(({ type }) => type)).toEqual(['text', 'done'])
})

test("a call's options do not replace what the client is made of, also where nothing checks types", async () => {
  const { client } = clientOf([text('Because.'), stop])
  const options: object = { breaker: false, budget: 0, clock: 0, random: 0, stream: 0 }
  expect(await client.run(ragQa, question, options)).toMatchObject({ text: 'Because.' })
})
