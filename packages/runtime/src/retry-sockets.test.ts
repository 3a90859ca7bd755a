import { answer, startProvider, status } from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { sdkAdapter } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

const question = { question: 'Why?' }

describe.each(['openai.chat', 'anthropic.messages'] as const)('%s over its SDK', (api) => {
  async function setUp() {
    const provider = await startProvider(api)
    const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
    const client = createClient(
      { providers: { it: sdkAdapter(api, provider.url) }, retry: { budget: 1 } },
      { random: () => 0 },
    )
    return { provider, client, prompt, [Symbol.asyncDispose]: () => provider.close() }
  }

  test.each([
    [429, { 'retry-after-ms': '5' }],
    [503, {}],
    [529, { 'retry-after': '0' }],
  ])('%i %j is retried once', async (code, headers) => {
    await using world = await setUp()
    const { provider, client, prompt } = world
    provider.behave(async (exchange) => {
      provider.behave(answer('At last.'))
      await status(code, { headers })(exchange)
    })
    const { text, attempts } = await client.run(prompt, question)
    expect(text).toBe('At last.')
    expect(attempts).toMatchObject([{ status: code }, { ok: true }])
    expect(provider.requests).toHaveLength(2)
  })

  test('a Retry-After of an hour is not waited for', async () => {
    await using world = await setUp()
    const { provider, client, prompt } = world
    provider.behave(status(429, { headers: { 'retry-after': '3600' } }))
    await expect(client.run(prompt, question)).rejects.toMatchObject({ kind: 'rate_limit' })
    expect(provider.requests).toHaveLength(1)
  })
})
