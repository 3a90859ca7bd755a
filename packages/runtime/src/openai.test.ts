import { expect, test } from 'vitest'
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
