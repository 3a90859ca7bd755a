import OpenAI, { APIError, BadRequestError, RateLimitError } from 'openai'
import { expect, onTestFinished, test } from 'vitest'
import { answer } from '../behaviours/answer.ts'
import { breakOff } from '../behaviours/break-off.ts'
import { malformed } from '../behaviours/malformed.ts'
import { status } from '../behaviours/status.ts'
import { streamError } from '../behaviours/stream-error.ts'
import type { Behaviour } from '../exchange.ts'
import { startProvider } from '../start-provider.ts'
import { wire } from './wire.ts'

const request = { model: 'gpt-test', messages: [{ role: 'user' as const, content: 'Hello' }] }
const toolCalls = [
  { id: 'call_1', name: 'weather', arguments: { city: 'São Paulo' } },
  { id: 'call_2', name: 'now', arguments: '{"zone":' },
]
const calls = [
  { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"São Paulo"}' } },
  { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{"zone":' } },
]

async function client(behaviour: Behaviour): Promise<OpenAI> {
  const provider = await startProvider('openai.chat', behaviour)
  onTestFinished(() => provider.close())
  return new OpenAI({ apiKey: 'none', baseURL: provider.url, maxRetries: 0, logLevel: 'off' })
}

test('the SDK reads JSON', async () => {
  const openai = await client(answer('Hi there.', { usage: { inputTokens: 3, outputTokens: 2 } }))
  const completion = await openai.chat.completions.create(request)
  expect(completion).toMatchObject({
    id: 'chatcmpl-0',
    object: 'chat.completion',
    model: 'gpt-test',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  })
  expect(completion._request_id).toBe('req_0')
})

test('the SDK reads a stream: role first, text, finish reason, usage in a chunk without choices', async () => {
  const openai = await client(answer('Hi there.', { usage: { inputTokens: 3, outputTokens: 2 } }))
  const chunks = []
  const stream = await openai.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'Hi' },
    { content: ' there.' },
    {},
    undefined,
  ])
  expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([
    null,
    null,
    null,
    'stop',
    undefined,
  ])
  expect(chunks.map((chunk) => chunk.usage?.total_tokens)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    5,
  ])
  expect(new Set(chunks.map((chunk) => `${chunk.object} ${chunk.id} ${chunk.model}`))).toEqual(
    new Set(['chat.completion.chunk chatcmpl-0 gpt-test']),
  )
})

test('a stream has no usage unless the request asks for it', async () => {
  const openai = await client(answer('Hi.'))
  const stream = await openai.chat.completions.create({ ...request, stream: true })
  for await (const chunk of stream) {
    expect(chunk.choices).toHaveLength(1)
    expect(chunk).not.toHaveProperty('usage')
  }
  const without = await client(answer('Hi.', { usage: null }))
  expect((await without.chat.completions.create(request)).usage).toBeUndefined()
})

test('the SDK reads tool calls out of JSON', async () => {
  const openai = await client(answer('', { toolCalls }))
  const { choices } = await openai.chat.completions.create(request)
  expect(choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: { content: null, tool_calls: calls },
  })
})

test('the SDK assembles a stream: text, tool calls and usage', async () => {
  const openai = await client(answer('Let me look.', { toolCalls }))
  const stream = openai.chat.completions.stream({ ...request, stream_options: { include_usage: true } })
  const { choices, usage } = await stream.finalChatCompletion()
  expect(choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: { content: 'Let me look.', tool_calls: calls },
  })
  expect(usage?.prompt_tokens).toBe(2)
})

test.each([
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['refusal', 'stop'],
  ['context_window', 'length'],
] as const)('the finish %s is finish_reason %s', async (finish, reason) => {
  const openai = await client(answer('I cannot.', { finish }))
  const { choices } = await openai.chat.completions.create(request)
  const message =
    finish === 'refusal' ? { content: null, refusal: 'I cannot.' } : { content: 'I cannot.', refusal: null }
  expect(choices[0]).toMatchObject({ finish_reason: reason, message })
  const deltas = []
  for await (const chunk of await openai.chat.completions.create({ ...request, stream: true })) {
    deltas.push(...chunk.choices)
  }
  expect(
    deltas.map(({ delta }) => (finish === 'refusal' ? delta.refusal : delta.content) ?? '').join(''),
  ).toBe('I cannot.')
  expect(deltas.at(-1)?.finish_reason).toBe(reason)
})

test('the SDK reads errors', async () => {
  const limited = await client(status(429, { headers: { 'retry-after': '7' }, message: 'Slow down.' }))
  const error = await limited.chat.completions.create(request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(RateLimitError)
  expect(error).toMatchObject({
    status: 429,
    code: 'rate_limit_exceeded',
    type: 'requests',
    requestID: 'req_0',
  })
  expect(error).toHaveProperty('error.message', 'Slow down.')
  expect(error instanceof RateLimitError && error.headers.get('retry-after')).toBe('7')

  const refused = await client(status(400, { code: 'context_length_exceeded' }))
  const badRequest = await refused.chat.completions.create(request).catch((reason: unknown) => reason)
  expect(badRequest).toBeInstanceOf(BadRequestError)
  expect(badRequest).toMatchObject({ code: 'context_length_exceeded', type: 'invalid_request_error' })
})

test('the SDK throws on an error event, on broken JSON and on a reset', async () => {
  const read = async (behaviour: Behaviour) => {
    const openai = await client(behaviour)
    const stream = await openai.chat.completions.create({ ...request, stream: true })
    for await (const _ of stream);
  }
  const failed = read(streamError('Hi there.', { afterTokens: 1, code: 'overloaded' }))
  await expect(failed).rejects.toBeInstanceOf(APIError)
  await expect(failed).rejects.toMatchObject({ code: 'overloaded', type: 'server_error' })
  await expect(read(malformed('Hi there.', { afterTokens: 1 }))).rejects.toThrow(SyntaxError)
  await expect(read(breakOff('Hi there.', { afterTokens: 1 }))).rejects.toThrow('terminated')
})

test('the events of a stream as text', () => {
  const events = wire('openai.chat').stream({ id: 'c', model: 'm', tokens: ['Hi'] })
  expect(events).toHaveLength(4)
  expect(events.at(-1)).toBe('data: [DONE]\n\n')
  expect(events.join('')).toMatch(/^(?:data: [^\n]+\n\n)+$/)
})
