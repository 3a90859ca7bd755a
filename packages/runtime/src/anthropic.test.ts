import { expect, test } from 'vitest'
import { anthropic } from './anthropic.ts'
import { createClient } from './create-client.ts'
import { bodyOf, responding } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

const base = candidate('prod', 'anthropic', 'anthropic.messages', 'm')
const prompt = { name: 'p', candidates: {}, chain: [base] } as const

interface Event {
  type: string
  [field: string]: unknown
}

function run(...events: Event[]) {
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  const adapter = responding('anthropic.messages', () => bodyOf(text))
  return createClient({ providers: { anthropic: adapter } }).run(prompt, { question: 'Why?' })
}

const start = (usage: object) => ({ type: 'message_start', message: { type: 'message', content: [], usage } })
const text = (text: string, index = 0) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
})
const end = (stop_reason: string, usage?: object, details?: object) => ({
  type: 'message_delta',
  delta: { stop_reason, ...details },
  usage,
})
const stop = { type: 'message_stop' }

test('input tokens count the cached ones, output comes from the end', async () => {
  const usage = {
    input_tokens: 5,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 10,
    output_tokens: 1,
  }
  const late = { input_tokens: null, output_tokens: 7, output_tokens_details: { thinking_tokens: 3 } }
  expect((await run(start(usage), text('a'), end('end_turn', late), stop)).usage).toEqual({
    inputTokens: 115,
    outputTokens: 7,
    cachedInputTokens: 100,
    cacheWriteTokens: 10,
    reasoningTokens: 3,
  })
})

test('input that is counted at the end only', async () => {
  const first = { input_tokens: 0, output_tokens: 0 }
  const late = { input_tokens: 20, output_tokens: 7 }
  expect((await run(start(first), text('a'), end('end_turn', late), stop)).usage).toEqual({
    inputTokens: 20,
    outputTokens: 7,
  })
})

test('what the provider does not report is not 0', async () => {
  const first = { input_tokens: 5, cache_read_input_tokens: null }
  const { usage } = await run(start(first), text('a'), end('end_turn', { output_tokens: 7 }), stop)
  expect(JSON.parse(JSON.stringify(usage))).toEqual({ inputTokens: 5, outputTokens: 7 })
})

test('usage that stops at the beginning is unknown', async () => {
  await expect(run(start({ input_tokens: 5, output_tokens: 1 }), text('a'))).rejects.toMatchObject({
    kind: 'truncated',
    attempts: [{ usage: 'unknown' }],
  })
})

test('a stop reason without message_stop is truncated', async () => {
  await expect(run(start({}), text('a'), end('end_turn'))).rejects.toMatchObject({ kind: 'truncated' })
})

test.each([
  ['model_context_window_exceeded', 'context_window'],
  ['max_tokens', 'max_tokens'],
  ['pause_turn', 'truncated'],
  ['of_the_future', 'truncated'],
])('stop reason %s is %s', async (reason, kind) => {
  await expect(run(start({}), text('a'), end(reason), stop)).rejects.toMatchObject({
    kind,
    partial: 'a',
    attempts: [{ code: reason }],
  })
})

test('the category of a refusal is kept', async () => {
  const details = { stop_details: { type: 'refusal', category: 'cyber' } }
  await expect(run(start({}), end('refusal', {}, details), stop)).rejects.toMatchObject({
    kind: 'refusal',
    attempts: [{ code: 'cyber' }],
  })
})

test('tools that the provider calls itself, thinking and unknown events are not the answer', async () => {
  const { text: answer, toolCalls } = await run(
    start({}),
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'server_tool_use', id: 's', name: 'web_search' },
    },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"q":1}' } },
    { type: 'of_the_future' },
    text('a', 2),
    end('end_turn'),
    stop,
  )
  expect({ answer, toolCalls }).toEqual({ answer: 'a', toolCalls: [] })
})

test('thinking is reported as reasoning, so that it keeps the attempt alive', async () => {
  const event = { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } }
  const client = {
    messages: { create: () => ({ asResponse: async () => bodyOf([`data: ${JSON.stringify(event)}\n\n`]) }) },
  }
  const options = {
    signal: new AbortController().signal,
    stream: true,
    isLast: true,
    clock: { now: () => 0, after: () => () => {} },
  }
  const parts = []
  for await (const batch of anthropic(client).send({ model: 'm', messages: [] }, options))
    parts.push(...batch)
  expect(parts).toEqual([
    { type: 'response', status: 200, requestId: 'req_1' },
    { type: 'reasoning', text: 'Hm' },
  ])
})
