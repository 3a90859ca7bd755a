import { expect, test } from 'vitest'
import type { Part } from './adapter.ts'
import { systemClock } from './clock.ts'
import { createClient } from './create-client.ts'
import { bodyOf, responding } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

const base = candidate('prod', 'openai', 'openai.responses', 'm')
const prompt = { name: 'p', candidates: {}, chain: [base] } as const

type Event = { type: string; [field: string]: unknown }

const printed = (events: Event[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)

function run(...events: Event[]) {
  const openai = responding('openai.responses', () => bodyOf(printed(events)))
  return createClient({ providers: { openai } }).run(prompt, { question: 'Why?' })
}

function runJson(response: object) {
  const openai = responding('openai.responses', () =>
    bodyOf([JSON.stringify({ object: 'response', ...response })], { type: 'application/json' }),
  )
  return createClient({ providers: { openai }, upstream: 'json' }).run(prompt, { question: 'Why?' })
}

async function partsOf(...events: Event[]): Promise<Part[]> {
  const adapter = responding('openai.responses', () => bodyOf(printed(events)))
  const options = { signal: new AbortController().signal, stream: true, isLast: true, clock: systemClock }
  const parts: Part[] = []
  for await (const batch of adapter.send({}, options)) parts.push(...batch)
  return parts.slice(1)
}

const text = (delta: string, output_index = 0) => ({
  type: 'response.output_text.delta',
  output_index,
  content_index: 0,
  delta,
})
const end = (status: string, fields: object = {}) => ({
  type: `response.${status}`,
  response: { status, error: null, incomplete_details: null, ...fields },
})

test('the text of several messages is one text', async () => {
  const { text: answer, usage } = await run(text('a'), text('b', 2), end('completed'))
  expect({ answer, usage }).toEqual({ answer: 'ab', usage: 'unknown' })
})

test('without the terminal event an answer is truncated', async () => {
  const done = { type: 'response.output_text.done', text: 'a' }
  await expect(run(text('a'), done)).rejects.toMatchObject({ kind: 'truncated', partial: 'a' })
})

test.each([
  ['max_output_tokens', 'max_tokens'],
  ['content_filter', 'content_filter'],
  ['max_messages', 'truncated'],
])('incomplete because of %s is %s, with its usage', async (reason, kind) => {
  const usage = { input_tokens: 5, output_tokens: 7 }
  const fields = { incomplete_details: { reason }, usage }
  const expected = {
    kind,
    partial: 'a',
    attempts: [{ code: reason, usage: { inputTokens: 5, outputTokens: 7 } }],
  }
  await expect(run(text('a'), end('incomplete', fields))).rejects.toMatchObject(expected)
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'a' }] }]
  await expect(runJson({ status: 'incomplete', output, ...fields })).rejects.toMatchObject(expected)
})

test.each(['cancelled', 'queued', 'in_progress'])('a response that is %s is no answer', async (status) => {
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'a' }] }]
  await expect(runJson({ status, output })).rejects.toMatchObject({
    kind: 'truncated',
    attempts: [{ code: status }],
  })
})

test.each([
  ['server_error', 'server'],
  ['rate_limit_exceeded', 'rate_limit'],
  ['context_length_exceeded', 'context_window'],
])('a failed response tells its code: %s is %s', async (code, kind) => {
  const error = { code, message: 'It broke.' }
  const expected = { kind, attempts: [{ code, status: 200 }], cause: { message: 'It broke.' } }
  await expect(run(end('failed', { error }))).rejects.toMatchObject(expected)
  await expect(runJson({ status: 'failed', error, output: [] })).rejects.toMatchObject(expected)
})

test('a failed response without an error is no answer either', async () => {
  await expect(run(text('a'), end('failed'))).rejects.toMatchObject({ kind: 'truncated', partial: 'a' })
})

test.each([
  ['as documented', { type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.', param: null }],
  ['in an envelope', { type: 'error', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }],
])('an error event %s, with its name and without', async (_, event) => {
  const expected = {
    kind: 'rate_limit',
    partial: 'a',
    attempts: [{ code: 'rate_limit_exceeded' }],
    cause: { message: 'Slow down.' },
  }
  await expect(run(text('a'), event)).rejects.toMatchObject(expected)
  const unnamed = [...printed([text('a')]), `data: ${JSON.stringify(event)}\n\n`]
  const openai = responding('openai.responses', () => bodyOf(unnamed))
  await expect(createClient({ providers: { openai } }).run(prompt, { question: '' })).rejects.toMatchObject(
    expected,
  )
})

test('a refusal, in deltas and in JSON', async () => {
  const refusal = (delta: string) => ({ type: 'response.refusal.delta', delta })
  const expected = { kind: 'refusal', partial: "I can't." }
  await expect(run(refusal('I '), refusal("can't."), end('completed'))).rejects.toMatchObject(expected)
  const output = [{ type: 'message', content: [{ type: 'refusal', refusal: "I can't." }] }]
  await expect(runJson({ status: 'completed', output })).rejects.toMatchObject(expected)
})

test('reasoning and tools of the provider show that it is at work, and are not the answer', async () => {
  const parts = await partsOf(
    end('created'),
    { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', summary: [] } },
    { type: 'response.reasoning_summary_text.delta', delta: 'Hm' },
    { type: 'response.reasoning_summary_text.done', text: 'Hm' },
    { type: 'response.web_search_call.searching', output_index: 1 },
    { type: 'response.code_interpreter_call_code.delta', delta: 'print()' },
    { type: 'response.function_call_arguments.done', arguments: '{}' },
    { type: 'response.output_item.added', output_index: 2, item: { type: 'message', content: [] } },
    { type: 'response.content_part.added', part: { type: 'output_text', text: '' } },
    { type: 'keepalive' },
    { type: 'response.of_the_future', delta: 'x' },
  )
  expect(parts).toEqual([
    { type: 'reasoning' },
    { type: 'reasoning', text: 'Hm' },
    { type: 'reasoning' },
    { type: 'reasoning' },
  ])
})

test('a stream without event names, and one that ends in [DONE]', async () => {
  const data = [text('a'), end('completed')].map((event) => `data: ${JSON.stringify(event)}\n\n`)
  for (const pieces of [data, [...data, 'data: [DONE]\n\n']]) {
    const openai = responding('openai.responses', () => bodyOf(pieces))
    expect((await createClient({ providers: { openai } }).run(prompt, { question: '' })).text).toBe('a')
  }
})
