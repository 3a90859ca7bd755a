import { inspect } from 'node:util'
import {
  answer,
  type Behaviour,
  breakOff,
  closedPort,
  cut,
  hang,
  malformed,
  raw,
  startProvider,
  status,
  streamError,
} from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import type { AiSdkModel, AiSdkOptions, AiSdkStreamPart } from './ai-sdk/ai-sdk-model.ts'
import { aiSdk } from './ai-sdk.ts'
import { createClient } from './create-client.ts'
import type { CompletionError } from './errors/completion-error.ts'
import { aiSdkModel } from './fixtures/ai-sdk-model.ts'
import { collect } from './fixtures/collect.ts'
import { candidate } from './fixtures/prompts.ts'

const question = { question: 'Why?' }
const base = candidate('prod', 'it', 'openai.chat', 'model-1')
const prompt = { name: 'p', candidates: {}, chain: [base] } as const
const apis = ['openai.chat', 'openai.responses'] as const
const apiKey = 'sk-a-secret'
const modelOf = (api: (typeof apis)[number], baseURL: string) => aiSdkModel(api, { apiKey, baseURL })

describe.each(apis)('over @ai-sdk/openai, which speaks %s', (api) => {
  const setUp = async (behaviour: Behaviour, upstream: 'stream' | 'json' = 'stream') => {
    const provider = await startProvider(api, behaviour)
    const client = createClient({
      providers: { it: aiSdk(modelOf(api, provider.url)) },
      upstream,
      retry: false,
    })
    return { client, provider, [Symbol.asyncDispose]: () => provider.close() }
  }
  const usage = { inputTokens: 20, outputTokens: 9, cachedInputTokens: 12, reasoningTokens: 4 }

  test.each(['stream', 'json'] as const)('text, usage and request id, upstream %s', async (upstream) => {
    await using world = await setUp(answer('One two.', { usage }), upstream)
    expect(await world.client.run(prompt, question)).toMatchObject({
      text: 'One two.',
      finishReason: 'stop',
      usage,
      attempts: [{ ok: true, status: 200, requestId: 'req_0' }],
    })
    expect(world.provider.requests).toMatchObject([{ body: { model: 'model-1' } }])
  })

  test.each(['stream', 'json'] as const)('tool calls, upstream %s', async (upstream) => {
    const toolCalls = [
      { id: 'call_1', name: 'weather', arguments: { city: '東京' } },
      { id: 'call_2', name: 'now', arguments: {} },
    ]
    await using world = await setUp(answer('Let me see.', { toolCalls }), upstream)
    expect(await world.client.run(prompt, question)).toMatchObject({
      text: 'Let me see.',
      finishReason: 'tool_calls',
      toolCalls: [
        { id: 'call_1', name: 'weather', arguments: '{"city":"東京"}' },
        { id: 'call_2', name: 'now', arguments: '{}' },
      ],
    })
  })

  test('stream', async () => {
    await using world = await setUp(answer('One two.', { usage }))
    const { events } = await collect(world.client.stream(prompt, question))
    expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('')).toBe('One two.')
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { usage } })
  })

  test.each(['stream', 'json'] as const)('structured output, upstream %s', async (upstream) => {
    await using world = await setUp(answer('{"city":"東京"}'), upstream)
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    }
    const request = ({ question: why }: typeof question) => ({
      ...base.request({ question: why }),
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema } },
    })
    const parseOutput = (value: unknown) => {
      const { city }: { city?: unknown } = Object(value)
      return typeof city === 'string' ? { data: { city } } : { problem: 'city: missing' }
    }
    const structured = { ...prompt, chain: [{ ...base, request, parseOutput }] } as const
    expect((await world.client.run(structured, question)).data).toEqual({ city: '東京' })
    // The schema reaches the provider in the words of its api.
    const { response_format, text } = Object(world.provider.requests[0]?.body)
    expect(response_format?.json_schema ?? text?.format).toMatchObject({ name: 'place', schema })
    world.provider.behave(answer('{"town":"東京"}'))
    await expect(world.client.run(structured, question)).rejects.toMatchObject({
      kind: 'invalid_output',
      attempts: [{ code: 'city: missing' }],
    })
  })

  const text = 'One two three.'
  test.each<[string, Behaviour, object]>([
    ['401', status(401), { kind: 'auth', attempts: [{ status: 401, requestId: 'req_0' }] }],
    ['404', status(404), { kind: 'not_found', attempts: [{ status: 404, code: 'model_not_found' }] }],
    ['400', status(400), { kind: 'bad_request' }],
    ['too long', status(400, { code: 'context_length_exceeded' }), { kind: 'context_window' }],
    ['quota', status(429, { code: 'insufficient_quota' }), { kind: 'quota' }],
    ['429', status(429), { kind: 'rate_limit' }],
    ['503', status(503), { kind: 'server' }],
    ['an error page', raw(502, { 'content-type': 'text/html' }, '<p>'), { kind: 'server' }],
    ['a cut first', cut(text, { afterTokens: 0 }), { kind: 'truncated' }],
    ['a cut in the middle', cut(text, { afterTokens: 2 }), { kind: 'truncated', partial: 'One two' }],
    ['a cut before the end', cut(text, { afterTokens: 3 }), { kind: 'truncated', partial: text }],
    ['a break', breakOff(text, { afterTokens: 2 }), { kind: 'truncated', partial: 'One two' }],
    ['broken JSON', malformed(text, { afterTokens: 2 }), { kind: 'malformed', partial: 'One two' }],
    [
      'an error event',
      streamError(text, { afterTokens: 2, code: 'rate_limit_exceeded' }),
      { kind: 'rate_limit', partial: 'One two' },
    ],
    ['the token limit', answer(text, { finish: 'length' }), { kind: 'max_tokens', partial: text }],
    ['the filter', answer(text, { finish: 'content_filter' }), { kind: 'content_filter' }],
  ])('%s', async (_, behaviour, expected) => {
    await using world = await setUp(behaviour)
    const error: CompletionError = await world.client.run(prompt, question).catch((error) => error)
    expect(error).toMatchObject(expected)
    expect(world.provider.requests).toHaveLength(1)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey)
  })

  test('JSON that is none', async () => {
    await using world = await setUp(raw(200, { 'content-type': 'text/html' }, '<p>'), 'json')
    await expect(world.client.run(prompt, question)).rejects.toMatchObject({ kind: 'malformed' })
  })

  test('a retry-after is kept for the policy', async () => {
    await using world = await setUp(status(429, { headers: { 'retry-after': '7' } }))
    const error: CompletionError = await world.client.run(prompt, question).catch((error) => error)
    expect((error.cause as { headers: Headers }).headers.get('retry-after')).toBe('7')
  })

  test('a refused connection', async () => {
    const model = modelOf(api, await closedPort())
    const client = createClient({ providers: { it: aiSdk(model) }, retry: false })
    await expect(client.run(prompt, question)).rejects.toMatchObject({
      kind: 'connection',
      attempts: [{ code: 'ECONNREFUSED' }],
    })
  })

  test('an abort closes the socket', async () => {
    const controller = new AbortController()
    const reason = new Error('The user left.')
    await using world = await setUp(async (exchange) => {
      await hang()(exchange)
      controller.abort(reason)
    })
    const { signal } = controller
    await expect(world.client.run(prompt, question, { signal })).rejects.toBe(reason)
    await world.provider.idle()
    expect(world.provider.requests[0]?.outcome).toBe('aborted_by_client')
  })
})

/** A model that keeps its options, and answers with these parts. */
function fakeModel(specificationVersion: 'v3' | 'v4', ...parts: AiSdkStreamPart[]) {
  const calls: AiSdkOptions[] = []
  const model: AiSdkModel = {
    specificationVersion,
    doGenerate: () => expect.unreachable(),
    async doStream(options) {
      calls.push(options)
      const stream = new ReadableStream<AiSdkStreamPart>({
        start(controller) {
          for (const part of parts) controller.enqueue(part)
          controller.close()
        },
      })
      return { stream }
    },
  }
  return { calls, model }
}

const usage = {
  inputTokens: { total: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, reasoning: undefined },
}
const finish = (unified: string): AiSdkStreamPart => ({
  type: 'finish',
  finishReason: { unified, raw: undefined },
  usage,
})

const send = (body: object, version: 'v3' | 'v4' = 'v4') => {
  const { calls, model } = fakeModel(version, { type: 'text-delta', id: '0', delta: 'a' }, finish('stop'))
  const client = createClient({ providers: { it: aiSdk(model) }, retry: false })
  const chain = [{ ...base, request: () => body }] as const
  return client.run({ ...prompt, chain }, question).then(
    (result) => ({ result, options: calls[0], error: undefined }),
    (error: CompletionError) => ({ result: undefined, options: calls[0], error }),
  )
}

test('a body becomes a prompt and options', async () => {
  const { options, result } = await send({
    model: 'm',
    stream_options: { include_usage: true },
    max_completion_tokens: 50,
    temperature: 0,
    top_p: 0.5,
    stop: 'END',
    seed: 1,
    reasoning_effort: 'low',
    tool_choice: { type: 'function', function: { name: 'now' } },
    tools: [
      {
        type: 'function',
        function: { name: 'now', description: 'The time.', parameters: { type: 'object' } },
      },
      { type: 'function', function: { name: 'ping', strict: true } },
    ],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'n', strict: true, schema: { type: 'object' } },
    },
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{"zone":"UTC"}' } },
          { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{"zone":' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'noon' },
      { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'bad arguments' }] },
      { role: 'assistant', content: 'A clock.' },
      { role: 'user', content: 'Why?' },
    ],
  })
  expect(result).toMatchObject({ text: 'a', usage: 'unknown' })
  const { abortSignal, ...rest } = options ?? { prompt: [] }
  expect(abortSignal).toBeInstanceOf(AbortSignal)
  const toolResult = (toolCallId: string, value: string) => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId, toolName: 'now', output: { type: 'text', value } }],
  })
  expect(rest).toEqual({
    prompt: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          {
            type: 'file',
            mediaType: 'image/*',
            data: { type: 'url', url: new URL('https://example.com/a.png') },
          },
          {
            type: 'file',
            filename: 'a.pdf',
            mediaType: 'application/pdf',
            data: { type: 'data', data: 'AAAA' },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', toolCallId: 'call_1', toolName: 'now', input: { zone: 'UTC' } },
          { type: 'tool-call', toolCallId: 'call_2', toolName: 'now', input: '{"zone":' },
        ],
      },
      toolResult('call_1', 'noon'),
      toolResult('call_2', 'bad arguments'),
      { role: 'assistant', content: [{ type: 'text', text: 'A clock.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
    ],
    maxOutputTokens: 50,
    temperature: 0,
    topP: 0.5,
    seed: 1,
    reasoning: 'low',
    stopSequences: ['END'],
    toolChoice: { type: 'tool', toolName: 'now' },
    tools: [
      { type: 'function', name: 'now', description: 'The time.', inputSchema: { type: 'object' } },
      { type: 'function', name: 'ping', inputSchema: { type: 'object', properties: {} }, strict: true },
    ],
    responseFormat: { type: 'json', name: 'n', schema: { type: 'object' } },
  })
})

test('for a model of version 3 a file is its data or its URL', async () => {
  const content = [
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
  ]
  const { options } = await send({ messages: [{ role: 'user', content }] }, 'v3')
  expect(options?.prompt).toEqual([
    {
      role: 'user',
      content: [
        { type: 'file', mediaType: 'image/*', data: new URL('https://example.com/a.png') },
        { type: 'file', mediaType: 'image/png', data: 'AAAA' },
      ],
    },
  ])
})

test.each([
  ['a parameter', { messages: [], logit_bias: {} }, 'logit_bias'],
  ['content', { messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] }, 'input_audio'],
  ['a role', { messages: [{ role: 'function', content: '' }] }, 'function'],
  ['a tool', { messages: [], tools: [{ type: 'custom' }] }, 'custom'],
])('%s that the AI SDK does not have is a bad request', async (_, body, name) => {
  const { error, options } = await send(body)
  expect(options).toBeUndefined()
  expect(error).toMatchObject({
    kind: 'bad_request',
    cause: { cause: { message: expect.stringContaining(name) } },
  })
})

const read = (...parts: AiSdkStreamPart[]) =>
  createClient({ providers: { it: aiSdk(fakeModel('v4', ...parts).model) }, retry: false }).run(
    prompt,
    question,
  )

test('reasoning effort is of version 4', async () => {
  const { error } = await send({ messages: [], reasoning_effort: 'low' }, 'v3')
  expect(error).toMatchObject({ kind: 'bad_request' })
})

test('one model serves every template; tools of the provider are not calls', async () => {
  const { toolCalls } = await read(
    { type: 'reasoning-delta', id: '0', delta: 'Hm' },
    { type: 'tool-input-start', id: 's', toolName: 'search', providerExecuted: true },
    { type: 'tool-input-delta', id: 's', delta: '{}' },
    { type: 'tool-call', toolCallId: 's', toolName: 'search', input: '{}', providerExecuted: true },
    { type: 'tool-call', toolCallId: 'a', toolName: 'now', input: '{"zone":1}' },
    finish('tool-calls'),
  )
  expect(toolCalls).toEqual([{ id: 'a', name: 'now', arguments: '{"zone":1}' }])
})

test.each([
  ['error', 'truncated'],
  ['other', 'truncated'],
  ['content-filter', 'content_filter'],
])('finish %s is %s', async (reason, kind) => {
  await expect(read({ type: 'text-delta', delta: 'a' }, finish(reason))).rejects.toMatchObject({
    kind,
    attempts: [{ code: reason }],
  })
})
