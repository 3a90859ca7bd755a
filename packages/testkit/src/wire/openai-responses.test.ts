import OpenAI, { APIError, NotFoundError } from 'openai'
import { expect, onTestFinished, test } from 'vitest'
import { answer } from '../behaviours/answer.ts'
import { breakOff } from '../behaviours/break-off.ts'
import { malformed } from '../behaviours/malformed.ts'
import { status } from '../behaviours/status.ts'
import { streamError } from '../behaviours/stream-error.ts'
import type { Behaviour } from '../exchange.ts'
import { startProvider } from '../start-provider.ts'
import { wire } from './wire.ts'

const request = { model: 'gpt-test', input: 'Hello' }
const toolCalls = [
  { id: 'call_1', name: 'weather', arguments: { city: 'São Paulo' } },
  { id: 'call_2', name: 'now', arguments: '{"zone":' },
]
const calls = [
  { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"São Paulo"}' },
  { type: 'function_call', call_id: 'call_2', name: 'now', arguments: '{"zone":' },
]

async function client(behaviour: Behaviour): Promise<OpenAI> {
  const provider = await startProvider('openai.responses', behaviour)
  onTestFinished(() => provider.close())
  return new OpenAI({ apiKey: 'none', baseURL: provider.url, maxRetries: 0, logLevel: 'off' })
}

test('the SDK reads JSON', async () => {
  const usage = { inputTokens: 9, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 3 }
  const openai = await client(answer('Hi there.', { usage }))
  const response = await openai.responses.create(request)
  expect(response).toMatchObject({
    id: 'resp_0',
    object: 'response',
    model: 'gpt-test',
    status: 'completed',
    output_text: 'Hi there.',
    usage: {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 14,
    },
  })
  expect(response._request_id).toBe('req_0')
})

test('the SDK reads a stream, event by event, numbered', async () => {
  const openai = await client(answer('Hi there.'))
  const events = []
  for await (const event of await openai.responses.create({ ...request, stream: true })) events.push(event)
  expect(events.map((event) => event.type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index))
  expect(events.at(-1)).toMatchObject({ response: { status: 'completed', usage: { input_tokens: 2 } } })
})

test.each(['Let me look.', ''])(
  'the SDK assembles a stream of the text "%s" and tool calls',
  async (text) => {
    const openai = await client(answer(text, { toolCalls }))
    const response = await openai.responses.stream(request).finalResponse()
    const message = { type: 'message', content: [{ type: 'output_text', text }] }
    expect(response.output).toMatchObject([...(text ? [message] : []), ...calls])
    expect(response.output_text).toBe(text)
    const deltas = new Map<number, string>()
    for await (const event of await openai.responses.create({ ...request, stream: true })) {
      if (event.type === 'response.function_call_arguments.delta')
        deltas.set(event.output_index, (deltas.get(event.output_index) ?? '') + event.delta)
    }
    expect([...deltas.values()]).toEqual(calls.map((call) => call.arguments))
    const json = await openai.responses.create(request)
    expect(json.output).toMatchObject([...(text ? [message] : []), ...calls])
  },
)

test.each([
  ['length', 'max_output_tokens'],
  ['content_filter', 'content_filter'],
  ['context_window', 'max_output_tokens'],
] as const)('the finish %s is an incomplete response: %s', async (finish, reason) => {
  const openai = await client(answer('Hi there', { finish }))
  const details = { status: 'incomplete', incomplete_details: { reason }, output_text: 'Hi there' }
  expect(await openai.responses.create(request)).toMatchObject(details)
  const events = []
  for await (const event of await openai.responses.create({ ...request, stream: true })) events.push(event)
  expect(events[0]).toMatchObject({ response: { status: 'in_progress', incomplete_details: null } })
  expect(events.at(-1)).toMatchObject({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason } },
  })
})

test('a refusal is a part of its own kind', async () => {
  const openai = await client(answer('I cannot.', { finish: 'refusal' }))
  const content = [{ type: 'refusal', refusal: 'I cannot.' }]
  expect((await openai.responses.create(request)).output).toMatchObject([{ content }])
  expect((await openai.responses.stream(request).finalResponse()).output).toMatchObject([{ content }])
})

test('the SDK reads errors, and throws on an error event, on broken JSON and on a reset', async () => {
  const missing = await client(status(404))
  const error = await missing.responses.create(request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(NotFoundError)
  expect(error).toMatchObject({ code: 'model_not_found', requestID: 'req_0' })

  const read = async (behaviour: Behaviour) => {
    const openai = await client(behaviour)
    for await (const _ of await openai.responses.create({ ...request, stream: true }));
  }
  const failed = read(streamError('Hi there.', { afterTokens: 1, code: 'overloaded' }))
  await expect(failed).rejects.toBeInstanceOf(APIError)
  await expect(failed).rejects.toMatchObject({ code: 'overloaded', type: 'server_error' })
  await expect(read(malformed('Hi there.', { afterTokens: 1 }))).rejects.toThrow(SyntaxError)
  await expect(read(breakOff('Hi there.', { afterTokens: 1 }))).rejects.toThrow('terminated')
})

test('the texts of a prompt: instructions, strings and lists of parts', () => {
  const { promptTexts } = wire('openai.responses')
  expect(promptTexts({ input: 'Hello' })).toEqual(['Hello'])
  expect(
    promptTexts({
      instructions: 'Be kind.',
      input: [
        { role: 'system', content: 'Be brief.' },
        { type: 'function_call', call_id: 'c', name: 'now', arguments: '{}' },
        { role: 'user', content: [{ type: 'input_text', text: 'Hello' }, { type: 'input_image' }] },
      ],
    }),
  ).toEqual(['Be kind.', 'Be brief.', 'Hello'])
})
