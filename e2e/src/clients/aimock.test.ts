import Anthropic from '@anthropic-ai/sdk'
import { LLMock } from '@copilotkit/aimock'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { anthropic } from '../../../packages/runtime/src/anthropic.ts'
import { createClient } from '../../../packages/runtime/src/create-client.ts'
import { anthropicFetch, openaiFetch } from '../../../packages/runtime/src/fetch.ts'
import { collect } from '../../../packages/runtime/src/fixtures/collect.ts'
import { candidate } from '../../../packages/runtime/src/fixtures/prompts.ts'
import { openai } from '../../../packages/runtime/src/openai.ts'
import { openaiResponses } from '../../../packages/runtime/src/openai-responses.ts'

// What the testkit believes of the wire formats, a mock of other authors believes too.

const text = 'Grüße aus 東京 🌍, in more than one piece of a stream.'

async function startMock() {
  const mock = new LLMock({ port: 0, logLevel: 'silent' })
  mock.onMessage('Why?', { content: text, reasoning: 'Hm.' })
  mock.onMessage('Call.', {
    toolCalls: [
      { id: 'call_1', name: 'weather', arguments: '{"city":"東京"}' },
      { id: 'call_2', name: 'now', arguments: '{"zone":"UTC"}' },
    ],
  })
  mock.onMessage('Fail.', { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429 })
  mock.onMessage('Break off.', { content: text }, { chunkSize: 8, truncateAfterChunks: 3 })
  await mock.start()
  return { url: mock.url, mock, [Symbol.asyncDispose]: () => mock.stop() }
}

const openaiSdk = (url: string) => new OpenAI({ apiKey: 'none', baseURL: `${url}/v1` })

const rows = [
  { over: 'the SDK', api: 'openai.chat', adapter: (url: string) => openai(openaiSdk(url)) },
  { over: 'the SDK', api: 'openai.responses', adapter: (url: string) => openaiResponses(openaiSdk(url)) },
  {
    over: 'the SDK',
    api: 'anthropic.messages',
    adapter: (url: string) => anthropic(new Anthropic({ apiKey: 'none', baseURL: url })),
  },
  {
    over: 'fetch',
    api: 'openai.chat',
    adapter: (url: string) => openai(openaiFetch({ apiKey: 'none', baseURL: `${url}/v1` })),
  },
  {
    over: 'fetch',
    api: 'openai.responses',
    adapter: (url: string) => openaiResponses(openaiFetch({ apiKey: 'none', baseURL: `${url}/v1` })),
  },
  {
    over: 'fetch',
    api: 'anthropic.messages',
    adapter: (url: string) => anthropic(anthropicFetch({ apiKey: 'none', baseURL: url })),
  },
] as const

describe.each(rows)('$api over $over, against aimock', ({ api, adapter }) => {
  const base = candidate('prod', 'it', api, 'gpt-4o')
  const request = ({ question }: { question: string }) => {
    const turns = [{ role: 'user', content: question }]
    return api === 'openai.responses'
      ? { model: 'gpt-4o', input: turns }
      : { model: 'gpt-4o', max_tokens: 100, messages: turns }
  }
  const prompt = { name: 'p', candidates: {}, chain: [{ ...base, request }] } as const
  const setUp = async (upstream: 'stream' | 'json' = 'stream') => {
    const { url, mock, [Symbol.asyncDispose]: asyncDispose } = await startMock()
    const client = createClient({ providers: { it: adapter(url) }, upstream })
    return { client, mock, [Symbol.asyncDispose]: asyncDispose }
  }

  test.each(['stream', 'json'] as const)('run, upstream %s', async (upstream) => {
    await using world = await setUp(upstream)
    expect(await world.client.run(prompt, { question: 'Why?' })).toMatchObject({ text, finishReason: 'stop' })
    expect(await world.client.run(prompt, { question: 'Call.' })).toMatchObject({
      finishReason: 'tool_calls',
      toolCalls: [
        { name: 'weather', arguments: '{"city":"東京"}' },
        { name: 'now', arguments: '{"zone":"UTC"}' },
      ],
    })
    expect(world.mock.getRequests()).toHaveLength(2)
  })

  test('stream', async () => {
    await using world = await setUp()
    const { events } = await collect(world.client.stream(prompt, { question: 'Why?' }))
    const pieces = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
    expect(pieces.join('')).toBe(text)
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { text } })
  })

  test('an error status', async () => {
    await using world = await setUp()
    await expect(world.client.run(prompt, { question: 'Fail.' })).rejects.toMatchObject({
      kind: 'rate_limit',
      attempts: [expect.objectContaining({ status: 429 })],
      cause: { message: expect.stringContaining('Slow down.') },
    })
  })

  test('a stream that breaks off is no answer', async () => {
    await using world = await setUp()
    await expect(world.client.run(prompt, { question: 'Break off.' })).rejects.toMatchObject({
      // The mock resets the connection, sometimes before the headers are read.
      kind: expect.stringMatching(/^(?:truncated|connection)$/),
    })
  })
})
