import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { answer, startProvider, status } from '@understudy/testkit'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { anthropic } from './anthropic.ts'
import { createClient } from './create-client.ts'
import type { CompletionError } from './errors/completion-error.ts'
import { anthropicFetch, type FetchOptions, openaiFetch } from './fetch.ts'
import { bodyOf, fetchAdapter, httpApis } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'
import { openai } from './openai.ts'
import { openaiResponses } from './openai-responses.ts'

const question = { question: 'Why?' }
const make = {
  'openai.chat': (options: FetchOptions) => openai(openaiFetch(options)),
  'openai.responses': (options: FetchOptions) => openaiResponses(openaiFetch(options)),
  'anthropic.messages': (options: FetchOptions) => anthropic(anthropicFetch(options)),
}
const apiKey = 'sk-a-secret'

describe.each(httpApis)('%s', (api) => {
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const run = (options: Partial<FetchOptions>) =>
    createClient({ providers: { it: make[api]({ apiKey, ...options }) } }).run(prompt, question)

  test('sends the body, the key and more headers to the path under the base URL', async () => {
    await using provider = await startProvider(api, answer('Hi.'))
    for (const baseURL of [provider.url, `${provider.url}/`]) {
      expect(await run({ baseURL, headers: { 'x-team': 'a' } })).toMatchObject({
        text: 'Hi.',
        attempts: [{ ok: true, status: 200 }],
      })
    }
    const [request] = provider.requests
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'x-team': 'a' })
    expect(request?.headers).toMatchObject(
      api === 'anthropic.messages'
        ? { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
        : { authorization: `Bearer ${apiKey}` },
    )
    expect(request?.body).toMatchObject({ model: 'm', stream: true })
    expect(provider.requests).toHaveLength(2)
  })

  test('the provider is the default, and the given fetch is used', async () => {
    const urls: string[] = []
    const fetch = async (url: string) => {
      urls.push(url)
      return bodyOf(['{}'], { type: 'application/json' })
    }
    await expect(run({ fetch })).rejects.toMatchObject({ kind: 'malformed' })
    expect(urls).toEqual([
      {
        'openai.chat': 'https://api.openai.com/v1/chat/completions',
        'openai.responses': 'https://api.openai.com/v1/responses',
        'anthropic.messages': 'https://api.anthropic.com/v1/messages',
      }[api],
    ])
  })

  test('a fetch that replaces the global one later is used', async () => {
    const adapter = make[api]({ apiKey })
    const replaced = vi.fn(async () => bodyOf(['{}'], { type: 'application/json' }))
    vi.stubGlobal('fetch', replaced)
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
    await createClient({ providers: { it: adapter } })
      .run(prompt, question)
      .catch(() => {})
    expect(replaced).toHaveBeenCalledOnce()
  })

  test('an error has what the provider says, its id and headers, and no key', async () => {
    await using provider = await startProvider(
      api,
      status(429, { headers: { 'retry-after': '7' }, message: 'Slow down.' }),
    )
    const error: CompletionError = await run({ baseURL: provider.url }).catch((error) => error)
    expect(error).toMatchObject({
      kind: 'rate_limit',
      cause: { message: 'Slow down.', status: 429, requestID: 'req_0' },
    })
    expect(error.attempts.at(-1)).toMatchObject({ status: 429, requestId: 'req_0' })
    expect((error.cause as { headers: Headers }).headers.get('retry-after')).toBe('7')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey)
  })

  test('a refused connection has its code, and no key', async () => {
    const provider = await startProvider(api)
    await provider.close()
    const error: CompletionError = await run({ baseURL: provider.url }).catch((error) => error)
    expect(error.attempts.at(-1)).toMatchObject({ kind: 'connection', code: 'ECONNREFUSED' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey)
  })

  test.each([301, 307, 308])('a redirect (%i) is not followed, so the key stays', async (code) => {
    await using other = await startProvider(api, answer('Stolen.'))
    const server = createServer((_, response) => {
      response.writeHead(code, { location: other.url }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await expect(run({ baseURL: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
      attempts: [expect.objectContaining({ kind: 'server', status: code })],
    })
    expect(other.requests).toEqual([])
  })

  test.each(['"oops"', 'null', '{"error":"oops"}', '<p>', ''])('an error of the form %j', async (body) => {
    const fetch = async () => new Response(body, { status: 400 })
    await expect(run({ fetch })).rejects.toMatchObject({ kind: 'bad_request', attempts: [{ status: 400 }] })
  })
})

test('one provider, two apis', async () => {
  await using chat = await startProvider('openai.chat', status(503))
  await using responses = await startProvider('openai.responses', answer('Hi.'))
  const client = createClient({
    providers: {
      openai: [fetchAdapter('openai.chat', chat.url), fetchAdapter('openai.responses', responses.url)],
    },
  })
  const chain = [
    candidate('prod', 'openai', 'openai.chat', 'a'),
    candidate('fallback', 'openai', 'openai.responses', 'b'),
  ] as const
  const prompt = { name: 'p', candidates: {}, chain } as const
  expect(await client.run(prompt, question)).toMatchObject({
    text: 'Hi.',
    servedBy: { provider: 'openai', api: 'openai.responses' },
  })
  const third = [candidate('prod', 'openai', 'anthropic.messages', 'c')] as const
  await expect(client.run({ ...prompt, chain: third }, question)).rejects.toMatchObject({
    code: 'missing_provider',
    message: expect.stringContaining("no provider 'openai' speaks anthropic.messages"),
  })
})
