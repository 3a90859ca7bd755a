import { answer, cut, type FakeProvider, replay, stall, startProvider } from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { aiSdk } from './ai-sdk.ts'
import { createClient } from './create-client.ts'
import { aiSdkModel } from './fixtures/ai-sdk-model.ts'
import { collect } from './fixtures/collect.ts'
import { candidate } from './fixtures/prompts.ts'

const question = { question: 'Why?' }
const base = candidate('prod', 'it', 'openai.chat', 'model-1')
const prompt = { name: 'p', candidates: {}, chain: [base] } as const
const apis = ['openai.chat', 'openai.responses'] as const

const modelAt = (api: (typeof apis)[number], { url }: FakeProvider) =>
  aiSdk(aiSdkModel(api, { baseURL: url }))

describe.each(apis)('over @ai-sdk/openai, which speaks %s', (api) => {
  test('a break in the middle of a stream: a reset, then the next candidate', async () => {
    await using primary = await startProvider(api, cut('One two three.', { afterTokens: 2 }))
    await using fallback = await startProvider(api, answer('Four five.'))
    const client = createClient({
      providers: { it: modelAt(api, primary), other: modelAt(api, fallback) },
    })
    const chain = [base, candidate('fallback', 'other', 'openai.chat', 'model-2')] as const
    const { events } = await collect(client.stream({ ...prompt, chain }, question))
    const words = events.flatMap((event) => ('text' in event ? [event.text] : [event.type]))
    expect(words.join('|')).toBe('One| two|reset|Four| five.|done')
  })

  test('an abort in the middle of a stream closes the socket', async () => {
    const controller = new AbortController()
    const reason = new Error('The user left.')
    await using provider = await startProvider(api, stall('One two three.', { afterTokens: 1 }))
    const client = createClient({ providers: { it: modelAt(api, provider) } })
    const stream = client.stream(prompt, question, { signal: controller.signal })
    expect((await stream.next()).value).toEqual({ type: 'text', text: 'One' })
    const next = stream.next()
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
    await provider.idle()
    expect(provider.requests.map(({ outcome }) => outcome)).toEqual(['aborted_by_client'])
  })
})

test('what a model of @ai-sdk/openai thinks is reasoning, and not the text', async () => {
  const thought = { type: 'reasoning', id: 'rs_1', summary: [] }
  const message = { type: 'message', id: 'msg_1', role: 'assistant', content: [] }
  const usage = { input_tokens: 1, output_tokens: 9, output_tokens_details: { reasoning_tokens: 5 } }
  const events = [
    { type: 'response.created', response: { id: 'r', created_at: 0, model: 'm' } },
    { type: 'response.output_item.added', output_index: 0, item: thought },
    { type: 'response.reasoning_summary_part.added', item_id: 'rs_1', summary_index: 0 },
    { type: 'response.reasoning_summary_text.delta', item_id: 'rs_1', summary_index: 0, delta: 'Hm.' },
    { type: 'response.output_item.done', output_index: 0, item: thought },
    { type: 'response.output_item.added', output_index: 1, item: message },
    { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Yes.' },
    { type: 'response.output_item.done', output_index: 1, item: message },
    { type: 'response.completed', response: { usage } },
  ].map((event) => `data: ${JSON.stringify(event)}\n\n`)
  await using provider = await startProvider('openai.responses', replay(Buffer.from(events.join(''))))
  const client = createClient({ providers: { it: modelAt('openai.responses', provider) } })
  const { events: seen } = await collect(client.stream(prompt, question))
  expect(seen).toContainEqual({ type: 'reasoning', text: 'Hm.' })
  expect(seen.at(-1)).toMatchObject({
    type: 'done',
    result: { text: 'Yes.', usage: { inputTokens: 1, outputTokens: 9, reasoningTokens: 5 } },
  })
})
