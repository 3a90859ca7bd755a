import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import { answer, cut, type FakeProvider, startProvider, status, wire } from '@understudy/testkit'
import { OAuth2Client } from 'google-auth-library'
import { AzureOpenAI } from 'openai'
import { expect, test } from 'vitest'
import type { Adapter } from '../../../packages/runtime/src/adapter.ts'
import { anthropic } from '../../../packages/runtime/src/anthropic.ts'
import { createClient } from '../../../packages/runtime/src/create-client.ts'
import { collect } from '../../../packages/runtime/src/fixtures/collect.ts'
import { candidate } from '../../../packages/runtime/src/fixtures/prompts.ts'
import { openai } from '../../../packages/runtime/src/openai.ts'
import { openaiResponses } from '../../../packages/runtime/src/openai-responses.ts'
import { awsEvent, awsEventStreamType } from './aws-event-stream.ts'

const text = 'Grüße aus 東京.'
const usage = { inputTokens: 5, outputTokens: 7 }
const question = { question: 'Why?' }

const azure = ({ url }: FakeProvider) =>
  new AzureOpenAI({ endpoint: new URL(url).origin, apiKey: 'test', apiVersion: '2026-01-01' })

function vertex({ url }: FakeProvider): AnthropicVertex {
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: 'test', expiry_date: Number.MAX_SAFE_INTEGER })
  return new AnthropicVertex({ baseURL: `${url}/v1`, region: 'r', projectId: 'p', authClient })
}

const bedrock = ({ url }: FakeProvider) =>
  new AnthropicBedrock({ baseURL: url, awsRegion: 'r', awsAccessKey: 'test', awsSecretKey: 'test' })

function clientOf(adapter: Adapter) {
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', adapter.api, 'm')] } as const
  const client = createClient({ providers: { it: adapter }, retry: false })
  return {
    run: () => client.run(prompt, question),
    stream: () => collect(client.stream(prompt, question)),
  }
}

const vertexPath = '/v1/projects/p/locations/r/publishers/anthropic/models/m'

test.each([
  {
    name: 'AzureOpenAI, openai.chat',
    api: 'openai.chat',
    path: '/openai/deployments/m/chat/completions',
    over: (provider: FakeProvider) => openai(azure(provider)),
    header: { 'api-key': 'test' },
  },
  {
    name: 'AzureOpenAI, openai.responses',
    api: 'openai.responses',
    path: '/openai/responses',
    over: (provider: FakeProvider) => openaiResponses(azure(provider)),
    header: { 'api-key': 'test' },
  },
  {
    name: 'AnthropicVertex',
    api: 'anthropic.messages',
    path: `${vertexPath}:streamRawPredict`,
    over: (provider: FakeProvider) => anthropic(vertex(provider)),
    header: { authorization: 'Bearer test' },
  },
] as const)('$name: an answer, a failure and a cut', async ({ api, path, over, header }) => {
  await using provider = await startProvider(api, answer(text, { usage }), { path })
  const { run, stream } = clientOf(over(provider))
  expect(await run()).toMatchObject({ text, usage, attempts: [{ status: 200, requestId: 'req_0' }] })
  const { events } = await stream()
  expect(events.at(-1)).toMatchObject({ type: 'done', result: { text } })
  expect(provider.requests).toMatchObject([{ headers: header }, { headers: header }])

  provider.behave(cut(text, { afterTokens: 2 }))
  await expect(run()).rejects.toMatchObject({ kind: 'truncated' })
  provider.behave(status(529))
  await expect(run()).rejects.toMatchObject({ kind: 'overloaded' })
  expect(provider.requests).toHaveLength(4)
})

test('AnthropicBedrock: its SDK turns the binary stream of AWS into events, and a cut stays a cut', async () => {
  const events = wire('anthropic.messages').stream({
    id: 'msg_1',
    model: 'm',
    tokens: ['Grüße', ' aus', ' 東京.'],
    usage,
  })
  const messages = events.map((event) => awsEvent(event.slice(event.indexOf('{'), -2)))
  let sent = messages.length
  const path = '/model/m/invoke-with-response-stream'
  await using provider = await startProvider(
    'anthropic.messages',
    async ({ response }) => {
      await response.start(200, { 'content-type': awsEventStreamType }, 'chunked')
      await response.write(Buffer.concat(messages.slice(0, sent)))
      await (sent === messages.length ? response.finish() : response.cut())
    },
    { path },
  )
  const { run } = clientOf(anthropic(bedrock(provider)))
  expect(await run()).toMatchObject({ text, usage })
  expect(provider.requests).toMatchObject([
    { path, headers: { authorization: expect.stringContaining('AWS4-HMAC-SHA256') } },
  ])
  for (sent = 0; sent < messages.length; sent++) {
    await expect(run(), `cut after ${sent}`).rejects.toMatchObject({ kind: 'truncated' })
  }
  provider.behave(status(403))
  await expect(run()).rejects.toMatchObject({ kind: 'auth' })
})
