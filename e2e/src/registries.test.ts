import { createClient } from '@arizeai/phoenix-client'
import { getPrompt } from '@arizeai/phoenix-client/prompts'
import { LangfuseClient } from '@langfuse/client'
import { loadPrompt, login } from 'braintrust'
import { Langfuse } from 'langfuse'
import { Client } from 'langsmith'
import { expect, test } from 'vitest'
import { json } from '../../packages/sources/src/testing/faults.ts'
import { startServer } from '../../packages/sources/src/testing/local-server.ts'
import { braintrustAnswer } from '../../packages/sources/src/testing/registries/braintrust-answer.ts'
import { langfuseAnswer } from '../../packages/sources/src/testing/registries/langfuse-answer.ts'
import {
  chatOpenAI,
  langsmithAnswer,
  messageTemplate,
  promptWithModel,
} from '../../packages/sources/src/testing/registries/langsmith-answer.ts'
import {
  phoenixAnswer,
  phoenixVersion,
} from '../../packages/sources/src/testing/registries/phoenix-answer.ts'

// The servers that the sources are tested against must be right: here the vendors' own SDKs read from them.

/** A server that answers as a fixture does, and with 404 where that has nothing. */
function serve(answer: (url: URL) => unknown) {
  return startServer((request, response) => {
    const value = answer(new URL(request.url ?? '', 'http://registry'))
    json(value ?? { message: 'not found' }, value === undefined ? 404 : 200)(request, response)
  })
}

const langfusePrompts = [
  {
    name: 'support/answer',
    version: 3,
    type: 'chat' as const,
    prompt: [
      { type: 'chatmessage', role: 'system', content: 'Answer from {{passages}}.' },
      { type: 'placeholder', name: 'history' },
    ],
    config: { model: 'gpt-5.4-mini', temperature: 0.2 },
    labels: ['production'],
  },
]

test('@langfuse/client reads the server of our tests', async () => {
  await using server = await serve((url) => langfuseAnswer(langfusePrompts, url))
  const client = new LangfuseClient({ publicKey: 'pk', secretKey: 'sk', baseUrl: server.url })
  const prompt = await client.prompt.get('support/answer', { type: 'chat', label: 'production' })
  expect(prompt).toMatchObject({ name: 'support/answer', version: 3, config: { temperature: 0.2 } })
  expect(prompt.compile({ passages: 'P' }, { history: [{ role: 'user', content: 'H' }] })).toMatchObject([
    { role: 'system', content: 'Answer from P.' },
    { role: 'user', content: 'H' },
  ])
  const list = await client.api.prompts.list({ label: 'production', page: 1, limit: 100 })
  expect(list).toMatchObject({ data: [{ name: 'support/answer' }], meta: { totalPages: 1 } })
})

test('langfuse (version 3) reads the server of our tests', async () => {
  await using server = await serve((url) => langfuseAnswer(langfusePrompts, url))
  const client = new Langfuse({ publicKey: 'pk', secretKey: 'sk', baseUrl: server.url })
  const prompt = await client.getPrompt('support/answer', undefined, { type: 'chat', label: 'production' })
  expect(prompt.version).toBe(3)
  await client.shutdownAsync()
})

test('@arizeai/phoenix-client reads the server of our tests', async () => {
  const versions = [phoenixVersion('answer', 'production')]
  await using server = await serve((url) => phoenixAnswer(versions, url))
  const client = createClient({ options: { baseUrl: server.url } })
  const prompt = await getPrompt({ client, prompt: { name: 'answer', tag: 'production' } })
  expect(prompt).toMatchObject({ id: 'version-production-of-answer', model_name: 'gpt-5.4-mini' })
  const list = await client.GET('/v1/prompts', { params: { query: { limit: 100 } } })
  expect(list.data).toMatchObject({ data: [{ name: 'answer' }], next_cursor: null })
})

test('langsmith reads the server of our tests', async () => {
  const manifest = promptWithModel([messageTemplate('System', 'Be {mood}.')], chatOpenAI())
  const commits = [{ handle: 'answer', tag: 'production', hash: 'c0ffee', manifest }]
  await using server = await serve((url) => langsmithAnswer(commits, url))
  const client = new Client({ apiUrl: server.url, apiKey: 'key', autoBatchTracing: false })
  const commit = await client.pullPromptCommit('answer:production', { includeModel: true, skipCache: true })
  expect(commit).toMatchObject({ commit_hash: 'c0ffee', manifest })
  const listed: string[] = []
  for await (const prompt of client.listPrompts({ isPublic: false })) listed.push(prompt.repo_handle)
  expect(listed).toEqual(['answer'])
})

test('braintrust reads the server of our tests', async () => {
  const versions = [
    {
      id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      slug: 'answer',
      environment: 'production',
      _xact_id: '1000196',
      prompt_data: {
        prompt: { type: 'chat', messages: [{ role: 'user', content: '{{question}}' }] },
        options: { model: 'gpt-5.4-mini', params: { temperature: 0.2 } },
      },
    },
  ]
  await using server = await serve((url) => {
    if (url.pathname !== '/api/apikey/login') return braintrustAnswer(versions, url)
    const org_info = [
      { id: 'org-1', name: 'ours', api_url: server.url, proxy_url: server.url, is_universal_api: true },
    ]
    return { org_info }
  })
  await login({ appUrl: server.url, apiKey: 'key', orgName: 'ours' })
  const prompt = await loadPrompt({ projectName: 'Support', slug: 'answer', environment: 'production' })
  expect(prompt.build({ question: 'Q' })).toMatchObject({
    model: 'gpt-5.4-mini',
    temperature: 0.2,
    messages: [{ role: 'user', content: 'Q' }],
  })
})
