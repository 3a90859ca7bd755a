import Anthropic, { APIError, AuthenticationError, OverloadedError } from '@anthropic-ai/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { answer } from '../behaviours/answer.ts'
import { breakOff } from '../behaviours/break-off.ts'
import { malformed } from '../behaviours/malformed.ts'
import { status } from '../behaviours/status.ts'
import { streamError } from '../behaviours/stream-error.ts'
import type { Behaviour } from '../exchange.ts'
import { startProvider } from '../start-provider.ts'
import { wire } from './wire.ts'

const request = {
  model: 'claude-test',
  max_tokens: 99,
  messages: [{ role: 'user' as const, content: 'Hello' }],
}
const toolCalls = [
  { id: 'toolu_1', name: 'weather', arguments: { city: 'São Paulo' } },
  { id: 'toolu_2', name: 'now', arguments: '{"zone":"UTC"}' },
]
const toolUses = [
  { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'São Paulo' } },
  { type: 'tool_use', id: 'toolu_2', name: 'now', input: { zone: 'UTC' } },
]

async function client(behaviour: Behaviour): Promise<Anthropic> {
  const provider = await startProvider('anthropic.messages', behaviour)
  onTestFinished(() => provider.close())
  return new Anthropic({ apiKey: 'none', baseURL: provider.url, maxRetries: 0, logLevel: 'off' })
}

test('the SDK reads JSON', async () => {
  const anthropic = await client(answer('Hi there.', { usage: { inputTokens: 3, outputTokens: 2 } }))
  const message = await anthropic.messages.create(request)
  expect(message).toMatchObject({
    id: 'msg_0',
    type: 'message',
    role: 'assistant',
    model: 'claude-test',
    content: [{ type: 'text', text: 'Hi there.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 2 },
  })
  expect(message._request_id).toBe('req_0')
})

test('the SDK reads a stream, event by event', async () => {
  const anthropic = await client(answer('Hi there.', { usage: { inputTokens: 3, outputTokens: 2 } }))
  const events = []
  for await (const event of await anthropic.messages.create({ ...request, stream: true })) events.push(event)
  expect(events.map((event) => event.type)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
  expect(events[0]).toMatchObject({
    message: { id: 'msg_0', model: 'claude-test', usage: { input_tokens: 3 } },
  })
  expect(events[5]).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } })
})

test('the SDK reads tool calls out of JSON', async () => {
  const anthropic = await client(answer('', { toolCalls }))
  expect(await anthropic.messages.create(request)).toMatchObject({
    stop_reason: 'tool_use',
    content: toolUses,
  })
})

test.each(['Let me look.', ''])(
  'the SDK assembles a stream of the text "%s" and tool calls',
  async (text) => {
    const anthropic = await client(answer(text, { toolCalls, usage: { inputTokens: 30, outputTokens: 20 } }))
    const message = await anthropic.messages.stream(request).finalMessage()
    expect(message.content).toMatchObject([...(text ? [{ type: 'text', text }] : []), ...toolUses])
    expect(message).toMatchObject({ stop_reason: 'tool_use', usage: { input_tokens: 30, output_tokens: 20 } })
  },
)

test.each([
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
  ['refusal', 'refusal'],
  ['context_window', 'model_context_window_exceeded'],
] as const)('the finish %s is stop_reason %s', async (finish, reason) => {
  const anthropic = await client(answer('I cannot.', { finish }))
  const details = reason === 'refusal' ? { type: 'refusal', category: null } : null
  for (const message of [
    await anthropic.messages.create(request),
    await anthropic.messages.stream(request).finalMessage(),
  ]) {
    expect(message).toMatchObject({ stop_reason: reason, content: [{ text: 'I cannot.' }] })
    if (details) expect(message.stop_details).toMatchObject(details)
    else expect(message.stop_details).toBeNull()
  }
})

test('the SDK reads errors', async () => {
  const locked = await client(status(401))
  const error = await locked.messages.create(request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AuthenticationError)
  expect(error).toMatchObject({ type: 'authentication_error', requestID: 'req_0' })
  expect(error).toHaveProperty('error.request_id', 'req_0')

  const busy = await client(status(529, { message: 'Busy.', code: 'spike' }))
  const overloaded = await busy.messages.create(request).catch((reason: unknown) => reason)
  expect(overloaded).toBeInstanceOf(OverloadedError)
  expect(overloaded).toMatchObject({ type: 'overloaded_error', errorCode: 'spike' })
  expect(overloaded instanceof APIError && overloaded.message).toContain('Busy.')
})

test('the SDK throws on an error event, on broken JSON and on a reset', async () => {
  const read = async (behaviour: Behaviour) => {
    const anthropic = await client(behaviour)
    const stream = await anthropic.messages.create({ ...request, stream: true })
    for await (const _ of stream);
  }
  const failed = read(streamError('Hi there.', { afterTokens: 1 }))
  await expect(failed).rejects.toBeInstanceOf(APIError)
  await expect(failed).rejects.toMatchObject({ type: 'overloaded_error' })
  await expect(read(malformed('Hi there.', { afterTokens: 1 }))).rejects.toThrow(SyntaxError)
  await expect(read(breakOff('Hi there.', { afterTokens: 1 }))).rejects.toThrow('terminated')
})

test('the events of a stream as text, with a ping', () => {
  const events = wire('anthropic.messages').stream({ id: 'm', model: 'm', tokens: ['Hi'] })
  expect(events.map((event) => event.match(/^event: (\w+)\ndata: \{"type":"\1"[^\n]*\}\n\n$/)?.[1])).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})
