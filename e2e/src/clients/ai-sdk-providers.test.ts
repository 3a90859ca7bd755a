import { inspect } from 'node:util'
import {
  type Behaviour,
  type FakeProvider,
  hang,
  type Reply,
  raw,
  startProvider,
  type ToolCall,
} from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { aiSdk } from '../../../packages/runtime/src/ai-sdk.ts'
import { createClient } from '../../../packages/runtime/src/create-client.ts'
import type { CompletionError } from '../../../packages/runtime/src/errors/completion-error.ts'
import { collect } from '../../../packages/runtime/src/fixtures/collect.ts'
import { candidate } from '../../../packages/runtime/src/fixtures/prompts.ts'
import { type AiSdkWire, anthropicWire, bedrockWire, googleWire, groqWire } from './ai-sdk-wires.ts'

const text = 'Grüße aus 東京.'
const usage = { inputTokens: 5, outputTokens: 7 }
const model = 'model-1'
const question = { question: 'Why?' }
const base = candidate('prod', 'it', 'openai.chat', model)
const prompt = { name: 'p', candidates: {}, chain: [base] } as const
const reply: Reply = { id: 'msg_1', model, tokens: ['Grüße', ' aus', ' 東京.'], usage }

describe.each([anthropicWire, groqWire, googleWire, bedrockWire])('over $name', (wire) => {
  test.each(['stream', 'json'] as const)('an answer with its usage, upstream %s', async (upstream) => {
    await using world = await setUp(wire, answer(wire, reply), upstream)
    const { attempts, ...result } = await world.run()
    expect(result).toMatchObject({ text, usage, finishReason: 'stop' })
    expect(attempts).toMatchObject([{ ok: true, status: 200, requestId: 'req_0' }])
    expect(JSON.stringify(world.provider.requests[0]?.body)).toContain('Why?')
  })

  test('a stream', async () => {
    await using world = await setUp(wire, answer(wire, reply))
    const { events } = await world.stream()
    expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual(reply.tokens)
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { text, usage } })
  })

  test.each(['stream', 'json'] as const)('tool calls, upstream %s', async (upstream) => {
    const toolCalls: ToolCall[] = [
      { id: 'call_1', name: 'weather', arguments: { city: '東京' } },
      { id: 'call_2', name: 'now', arguments: {} },
    ]
    await using world = await setUp(wire, answer(wire, { ...reply, toolCalls }), upstream)
    expect(await world.run()).toMatchObject({
      text,
      finishReason: 'tool_calls',
      toolCalls: [
        { id: 'call_1', name: 'weather', arguments: '{"city":"東京"}' },
        { id: 'call_2', name: 'now', arguments: '{}' },
      ],
    })
  })

  test.each(['stream', 'json'] as const)('failures, upstream %s', async (upstream) => {
    await using world = await setUp(wire, hang(), upstream)
    const key = keyError(wire)
    for (const [status, code, message, expected] of [
      [429, 'RESOURCE_EXHAUSTED', 'Slow down.', { kind: 'rate_limit' }],
      [529, 'overloaded_error', 'Overloaded.', { kind: 'overloaded' }],
      [503, 'UNAVAILABLE', 'Unavailable.', { kind: 'server' }],
      [500, 'INTERNAL', 'Internal.', { kind: 'server' }],
      [404, 'NOT_FOUND', 'No such model.', { kind: 'not_found' }],
      [key.status, key.code, 'The key is not valid.', { kind: 'auth' }],
      [400, 'invalid_request_error', 'Not like this.', { kind: 'bad_request' }],
      [400, 'invalid_request_error', tooLong(wire), { kind: 'context_window' }],
    ] as const) {
      const { body, headers } = wire.error(status, code, message)
      const type = { 'content-type': 'application/json', ...headers }
      world.provider.behave(raw(status, type, JSON.stringify(body)))
      const error = await world.failure()
      expect(error, `${status} ${code}`).toMatchObject({ ...expected, attempts: [{ status }] })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('a-secret-key')
    }
    world.provider.behave(raw(502, { 'content-type': 'text/html' }, '<p>'))
    await expect(world.run()).rejects.toMatchObject({ kind: 'server', attempts: [{ status: 502 }] })
    world.provider.behave(raw(200, { 'content-type': 'text/html' }, '<p>'))
    await expect(world.run()).rejects.toMatchObject({ kind: expect.stringMatching(/malformed|truncated/) })
  })

  test('a failure in the middle of a stream', async () => {
    const { pieces } = wire.stream(reply)
    const begun = pieces.filter((piece) => !piece.includes('東京')).slice(0, -2)
    await using world = await setUp(wire, send(wire, [...begun.slice(0, 4), wire.streamError]))
    const error = await world.failure()
    expect(error).toMatchObject({ kind: expect.stringMatching(/server|overloaded/) })
    expect(text.startsWith(error.partial ?? '')).toBe(true)
  })

  test('a stream that is cut, at any byte, is an error', async () => {
    const toolCalls = [{ id: 'call_1', name: 'now', arguments: { zone: 'UTC' } }]
    const { pieces, end } = wire.stream({ ...reply, toolCalls })
    const ending = Buffer.concat(pieces.slice(0, end)).length
    const whole = Buffer.concat(pieces)
    await using world = await setUp(wire, hang())
    for (let cut = 0; cut < whole.length; cut += 1) {
      world.provider.behave(send(wire, [whole.subarray(0, cut)]))
      const error = await world.failure().catch(() => undefined)
      // From the event on that says why it ends, it may pass for what it is.
      if (cut <= ending || error) expect(error, `cut at ${cut}`).toMatchObject({ kind: 'truncated' })
    }
  })

  test('an abort closes the socket', async () => {
    const controller = new AbortController()
    const reason = new Error('The user left.')
    const { pieces } = wire.stream(reply)
    await using world = await setUp(wire, async ({ response }) => {
      await response.start(200, { 'content-type': wire.streamType }, 'chunked')
      await response.write(Buffer.concat(pieces.slice(0, 2)))
      setImmediate(() => controller.abort(reason))
    })
    await expect(world.run(controller.signal)).rejects.toBe(reason)
    await world.provider.idle()
    expect(world.provider.requests[0]?.outcome).toBe('aborted_by_client')
  })
})

test('Google says in its body when to come back, and what it is', async () => {
  const { body } = googleWire.error(429, 'RESOURCE_EXHAUSTED', 'Slow down.')
  const type = { 'content-type': 'application/json' }
  await using world = await setUp(googleWire, raw(429, type, JSON.stringify(body)))
  const { cause, attempts } = await world.failure()
  expect((cause as { headers: Headers }).headers.get('retry-after')).toBe('34.5')
  expect(attempts).toMatchObject([{ code: 'RESOURCE_EXHAUSTED' }])
  world.provider.behave(raw(400, type, JSON.stringify(googleWire.error(400, 'API_KEY_INVALID', 'No.').body)))
  expect((await world.failure()).attempts).toMatchObject([{ code: 'API_KEY_INVALID', alert: true }])
})

test('Amazon says in headers what it is, and which request', async () => {
  const { body, headers } = bedrockWire.error(429, 'ThrottlingException', 'Slow down.')
  const type = { 'content-type': 'application/json', 'x-amzn-requestid': 'amzn-1', ...headers }
  await using world = await setUp(bedrockWire, raw(429, type, JSON.stringify(body)))
  const refused = { kind: 'rate_limit', code: 'ThrottlingException', requestId: 'amzn-1' }
  expect((await world.failure()).attempts).toMatchObject([refused])
  const { authorization } = world.provider.requests[0]?.headers ?? {}
  expect(authorization).toContain('AWS4-HMAC-SHA256')
})

async function setUp(wire: AiSdkWire, behaviour: Behaviour, upstream: 'stream' | 'json' = 'stream') {
  const provider: FakeProvider = await startProvider(wire.api, behaviour, { path: wire.path[upstream] })
  const client = createClient({
    providers: { it: aiSdk(wire.over(new URL(provider.url).origin)) },
    breaker: false,
    retry: false,
    upstream,
  })
  const run = (signal?: AbortSignal) => client.run(prompt, question, signal ? { signal } : {})
  return {
    provider,
    run,
    stream: () => collect(client.stream(prompt, question)),
    failure: async (): Promise<CompletionError> =>
      await run().then(
        () => Promise.reject(new Error('It passed for an answer.')),
        (error) => error,
      ),
    [Symbol.asyncDispose]: () => provider.close(),
  }
}

function answer(wire: AiSdkWire, reply: Reply): Behaviour {
  return async (exchange) => {
    if (exchange.request.path.split('?')[0] === wire.path.stream && wantsStream(wire, exchange.request.body))
      return await send(wire, wire.stream(reply).pieces)(exchange)
    await raw(200, { 'content-type': 'application/json' }, JSON.stringify(wire.json(reply)))(exchange)
  }
}

/** Where both are asked at one path, the body says which. */
function wantsStream({ path }: AiSdkWire, body: unknown): boolean {
  return path.stream !== path.json || Object(body).stream === true
}

/** Sends these pieces, and then ends the answer as if it were whole. */
function send({ streamType }: AiSdkWire, pieces: readonly Buffer[]): Behaviour {
  return async ({ response }) => {
    await response.start(200, { 'content-type': streamType }, 'chunked')
    for (const piece of pieces) await response.write(piece)
    await response.finish()
  }
}

/** How each says that a key is wrong: Google by a bad request. */
function keyError({ name }: AiSdkWire): { status: number; code: string } {
  if (name === '@ai-sdk/google') return { status: 400, code: 'API_KEY_INVALID' }
  if (name === '@ai-sdk/amazon-bedrock') return { status: 403, code: 'UnrecognizedClientException' }
  return { status: 401, code: 'invalid_api_key' }
}

function tooLong({ name }: AiSdkWire): string {
  if (name === '@ai-sdk/google')
    return 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).'
  if (name === '@ai-sdk/amazon-bedrock') return 'Input is too long for requested model.'
  return 'prompt is too long: 200001 tokens > 200000 maximum'
}
