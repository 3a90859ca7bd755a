import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { collect } from './fixtures/collect.ts'
import { fakeAdapter, type Step, stop, text } from './fixtures/fake-adapter.ts'
import { viaAnthropic, viaOpenAI } from './fixtures/prompts.ts'
import type { ParsedOutput } from './prompt.ts'

/** As the compiler makes it from `output: { type: object, properties: { score: { type: number } }, … }`. */
function parseOutput(value: unknown): ParsedOutput<{ score: number }> {
  const { score } = Object(value) as { score?: unknown }
  return typeof score === 'number' ? { data: { score } } : { problem: '/score: expected a number' }
}

const scored = {
  name: 'scored',
  candidates: {},
  chain: [
    { ...viaOpenAI, parseOutput },
    { ...viaAnthropic, parseOutput },
  ],
} as const

const question = { question: 'How good?' }

function clientOf(...primary: Step[]) {
  const openai = fakeAdapter('openai.chat', primary)
  const anthropic = fakeAdapter('anthropic.messages', [text('{"score": 2}'), stop])
  return { client: createClient({ providers: { openai, anthropic } }), anthropic }
}

test('the text of an answer is read as `data`', async () => {
  const { client } = clientOf(text('{"sco'), text('re": 1}'), stop)
  expect((await client.run(scored, question)).data).toEqual({ score: 1 })
  const { events } = await collect(client.stream(scored, question))
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { data: { score: 1 } } })
})

test.each([
  ['text that is no JSON', 'Good.', 'no JSON'],
  ['JSON of another shape', '{"score": "good"}', '/score: expected a number'],
])('%s is no answer, and is not asked for elsewhere', async (_, answer, code) => {
  const { client, anthropic } = clientOf(text(answer), stop)
  await expect(client.run(scored, question)).rejects.toMatchObject({
    name: 'CompletionError',
    code: 'rejected',
    kind: 'invalid_output',
    partial: answer,
    attempts: [{ ok: false, kind: 'invalid_output', code }],
  })
  expect(anthropic.requests).toHaveLength(0)
})

test('an answer that calls tools has no data yet', async () => {
  const { client } = clientOf({ type: 'tool', index: 0, id: 'a', name: 'look_up', arguments: '{}' }, stop)
  expect(await client.run(scored, question)).toMatchObject({ data: undefined, finishReason: 'tool_calls' })
})

test('the data are of the candidate that answered', async () => {
  const { client } = clientOf(Object.assign(new Error('down'), { status: 503 }))
  expect(await client.run(scored, question)).toMatchObject({
    data: { score: 2 },
    servedBy: { environment: 'fallback' },
  })
})
