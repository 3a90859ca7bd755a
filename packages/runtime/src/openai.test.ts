import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { createClient } from './create-client.ts'
import { bodyOf, responding } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

const base = candidate('prod', 'openai', 'openai.chat', 'm')
const prompt = { name: 'p', candidates: {}, chain: [base] } as const

function run(...chunks: object[]) {
  const events = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  const openai = responding('openai.chat', () => bodyOf(events))
  return createClient({ providers: { openai } }).run(prompt, { question: 'Why?' })
}

const delta = (delta: object, index = 0) => ({ choices: [{ index, delta }] })
const finish = (finish_reason: string, index = 0) => ({ choices: [{ index, delta: {}, finish_reason }] })

test('usage is asked for, what the template says about the stream stays', async () => {
  const openai = responding('openai.chat', () => bodyOf([]))
  const client = createClient({ providers: { openai } })
  const request = () => ({ model: 'm', messages: [], stream_options: { include_obfuscation: false } })
  await expect(client.run(prompt, { question: '' })).rejects.toThrow('truncated')
  await expect(client.run({ ...prompt, chain: [{ ...base, request }] }, {})).rejects.toThrow('truncated')
  expect(openai.sent.map(({ body }) => body.stream_options)).toEqual([
    { include_usage: true },
    { include_usage: true, include_obfuscation: false },
  ])
})

test('JSON upstream sends no stream options', async () => {
  const openai = responding('openai.chat', () => bodyOf([], { type: 'application/json' }))
  const client = createClient({ providers: { openai }, upstream: 'json' })
  await expect(client.run(prompt, { question: '' })).rejects.toThrow('malformed')
  expect(JSON.parse(JSON.stringify(openai.sent[0]?.body))).not.toHaveProperty('stream_options')
})

test('only the first of several choices is read', async () => {
  const { text } = await run(
    delta({ content: 'a' }),
    delta({ content: 'X' }, 1),
    finish('length', 1),
    delta({ content: 'b' }),
    finish('stop'),
  )
  expect(text).toBe('ab')
})

test('a finish reason is enough where a server sends no [DONE]', async () => {
  expect(await run(delta({ content: 'a' }), finish('stop'))).toMatchObject({ text: 'a', usage: 'unknown' })
})

test.each(['error', 'insufficient_system_resource'])(
  'finish reason %s is no whole answer',
  async (reason) => {
    await expect(run(delta({ content: 'a' }), finish(reason))).rejects.toMatchObject({
      kind: 'truncated',
      attempts: [{ code: reason }],
    })
  },
)

test('content_filter', async () => {
  await expect(run(delta({ content: 'a' }), finish('content_filter'))).rejects.toMatchObject({
    kind: 'content_filter',
    partial: 'a',
  })
})

test('a refusal ends with stop', async () => {
  await expect(
    run(delta({ refusal: 'I ' }), delta({ refusal: "can't." }), finish('stop')),
  ).rejects.toMatchObject({
    kind: 'refusal',
    partial: "I can't.",
  })
})

test('content in another form than text is not guessed at', async () => {
  await expect(run(delta({ content: [{ type: 'text', text: 'a' }] }), finish('stop'))).rejects.toMatchObject({
    kind: 'malformed',
  })
})

test('usage with what was cached and what was reasoning', async () => {
  const usage = {
    prompt_tokens: 20,
    completion_tokens: 9,
    prompt_tokens_details: { cached_tokens: 12 },
    completion_tokens_details: { reasoning_tokens: 4 },
  }
  expect((await run(delta({ content: 'a' }), finish('stop'), { choices: [], usage })).usage).toEqual({
    inputTokens: 20,
    outputTokens: 9,
    cachedInputTokens: 12,
    reasoningTokens: 4,
  })
})

const call = (fields: object, name: string | undefined, text: string) => ({
  ...fields,
  function: { name, arguments: text },
})
const both = [
  { id: 'a', name: 'now', arguments: '{"zone":1}' },
  { id: 'b', name: 'now', arguments: '{}' },
]

test.each([
  [
    'numbered, interleaved',
    [call({ index: 0, id: 'a' }, 'now', '')],
    [call({ index: 1, id: 'b' }, 'now', '{')],
    [call({ index: 0 }, undefined, '{"zone":1}'), call({ index: 1 }, undefined, '}')],
  ],
  [
    'numbered from 1',
    [call({ index: 1, id: 'a' }, 'now', '{"zone":1}')],
    [call({ index: 2, id: 'b' }, 'now', '{}')],
  ],
  [
    'with no index, one after the other',
    [call({ id: 'a' }, 'now', '{"zone"')],
    [call({}, undefined, ':1}')],
    [call({ id: 'b' }, 'now', '{}')],
  ],
  ['with no index, together', [call({ id: 'a' }, 'now', '{"zone":1}'), call({ id: 'b' }, 'now', '{}')]],
  [
    'all numbered 0',
    [call({ index: 0, id: 'a' }, 'now', '{"zone":1}')],
    [call({ index: 0, id: 'b' }, 'now', '{}')],
  ],
  [
    'with id and name in each piece',
    [call({ index: 0, id: 'a' }, 'now', '{"zone"')],
    [call({ index: 0, id: 'a' }, 'now', ':1}')],
    [call({ index: 1, id: 'b' }, 'now', '{}')],
  ],
  [
    'with empty names in the pieces that follow',
    [call({ index: 0, id: 'a' }, 'now', '{"zone"')],
    [call({ index: 0, id: '' }, '', ':1}')],
    [call({ index: 1, id: 'b' }, 'now', '{}')],
  ],
])('parallel tool calls %s', async (_, ...chunks) => {
  const { toolCalls } = await run(...chunks.map((tool_calls) => delta({ tool_calls })), finish('tool_calls'))
  expect(toolCalls).toEqual(both)
})

test('tool calls without ids', async () => {
  const chunks = [
    [call({}, 'now', '{"zone":1}')],
    [call({}, 'now', '{}')],
    [call({ index: 4 }, 'now', '{'), call({ index: 4 }, 'now', '}')],
  ]
  const { toolCalls } = await run(...chunks.map((tool_calls) => delta({ tool_calls })), finish('tool_calls'))
  expect(toolCalls.map((call) => call.arguments)).toEqual(['{"zone":1}', '{}', '{}'])
})

test.each(['reasoning', 'reasoning_content'])('%s of compatible servers is reported', async (field) => {
  const events = [delta({ [field]: 'Hm' }), delta({ content: 'a' }), finish('stop')]
  const adapter = responding('openai.chat', () =>
    bodyOf(events.map((event) => `data: ${JSON.stringify(event)}\n\n`)),
  )
  const options = { signal: new AbortController().signal, stream: true, isLast: true, clock: systemClock }
  const parts = []
  for await (const batch of adapter.send({}, options)) parts.push(...batch)
  expect(parts).toContainEqual({ type: 'reasoning', text: 'Hm' })
  expect(parts).toContainEqual({ type: 'text', text: 'a' })
})
