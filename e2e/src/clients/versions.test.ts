import Anthropic from '@anthropic-ai/sdk'
import { answer, startProvider, status } from '@understudy/testkit'
import Anthropic0 from 'anthropic-0'
import OpenAI from 'openai'
import OpenAI5 from 'openai-5'
import OpenAI6 from 'openai-6'
import { describe, expect, test } from 'vitest'
import type { Adapter } from '../../../packages/runtime/src/adapter.ts'
import { anthropic } from '../../../packages/runtime/src/anthropic.ts'
import { createClient } from '../../../packages/runtime/src/create-client.ts'
import { collect } from '../../../packages/runtime/src/fixtures/collect.ts'
import { candidate } from '../../../packages/runtime/src/fixtures/prompts.ts'
import { openai } from '../../../packages/runtime/src/openai.ts'
import { openaiResponses } from '../../../packages/runtime/src/openai-responses.ts'

/** What every version of a client takes. Here it would retry. */
const options = (baseURL: string) => ({ apiKey: 'none', baseURL, maxRetries: 3 })

const openaiVersions = { '5.23': OpenAI5, '6.0': OpenAI6, '7': OpenAI }
const anthropicVersions = { '0.70': Anthropic0, '1': Anthropic }

const rows: {
  api: 'openai.chat' | 'openai.responses' | 'anthropic.messages'
  sdk: string
  over(url: string): Adapter
}[] = [
  ...Object.entries(openaiVersions).flatMap(([version, Client]) => [
    {
      api: 'openai.chat' as const,
      sdk: `openai ${version}`,
      over: (url: string) => openai(new Client(options(url))),
    },
    {
      api: 'openai.responses' as const,
      sdk: `openai ${version}`,
      over: (url: string) => openaiResponses(new Client(options(url))),
    },
  ]),
  ...Object.entries(anthropicVersions).map(([version, Client]) => ({
    api: 'anthropic.messages' as const,
    sdk: `@anthropic-ai/sdk ${version}`,
    over: (url: string) => anthropic(new Client(options(url))),
  })),
]

describe.each(rows)('$api over $sdk', ({ api, over }) => {
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const question = { question: 'Why?' }
  const usage = { inputTokens: 5, outputTokens: 7 }

  test.each(['stream', 'json'] as const)('run, upstream %s', async (upstream) => {
    await using provider = await startProvider(api, answer('One two.', { usage }))
    const client = createClient({ providers: { it: over(provider.url) }, upstream })
    expect(await client.run(prompt, question)).toMatchObject({
      text: 'One two.',
      usage,
      attempts: [{ ok: true, status: 200, requestId: 'req_0' }],
    })
    expect(provider.requests).toMatchObject([{ body: { stream: upstream === 'stream' } }])
  })

  test('stream', async () => {
    await using provider = await startProvider(api, answer('One two.', { usage }))
    const { events } = await collect(
      createClient({ providers: { it: over(provider.url) } }).stream(prompt, question),
    )
    const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
    expect(text).toBe('One two.')
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { text, usage } })
  })

  test('a failure: one request, with its status, code and id', async () => {
    await using provider = await startProvider(api, status(401))
    const client = createClient({ providers: { it: over(provider.url) } })
    await expect(client.run(prompt, question)).rejects.toMatchObject({
      kind: 'auth',
      attempts: [
        {
          status: 401,
          code: expect.stringMatching(/invalid_api_key|authentication_error/),
          requestId: 'req_0',
        },
      ],
    })
    expect(provider.requests).toHaveLength(1)
  })
})
