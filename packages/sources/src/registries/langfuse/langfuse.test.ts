import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { type LangfuseVersion, langfuseAnswer } from '../../testing/registries/langfuse-answer.ts'
import { many } from '../../testing/registries/pages.ts'
import { langfuse } from './langfuse.ts'

const keys = { LANGFUSE_PUBLIC_KEY: 'pk-lf-0f5d7c', LANGFUSE_SECRET_KEY: 'sk-lf-8a1b2c' }

const version = (name: string, more: Partial<LangfuseVersion> = {}): LangfuseVersion => ({
  name,
  version: 3,
  type: 'chat',
  prompt: [
    { type: 'chatmessage', role: 'system', content: 'Answer from {{passages}}.' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: '{{question}}' },
  ],
  config: { model: 'gpt-5.4-mini', temperature: 0.2 },
  labels: ['production', 'latest'],
  ...more,
})

beforeEach(() => {
  for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value)
})
afterEach(() => vi.unstubAllEnvs())

async function pull(versions: readonly LangfuseVersion[], options: Parameters<typeof langfuse>[0] = {}) {
  const seen: string[] = []
  await using server = await startServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://langfuse')
    seen.push(`${url.pathname}${url.search}`)
    const answer = langfuseAnswer(versions, url)
    const isKnown = request.headers.authorization === `Basic ${btoa(Object.values(keys).join(':'))}`
    if (!isKnown) json({ message: 'Invalid credentials' }, 401)(request, response)
    else json(answer ?? { message: 'Prompt not found' }, answer ? 200 : 404)(request, response)
  })
  const source = langfuse({ environments: { prod: 'production' }, ...options, baseUrl: server.url })
  return { ...(await collectPull(source)), seen }
}

test('maps messages, the placeholder, the model and its parameters', async () => {
  const { templates, errors, failure } = await pull([version('support/answer')])
  expect({ errors, failure }).toEqual({ errors: [], failure: undefined })
  expect(templates).toEqual([
    {
      prompt: 'support/answer',
      environment: 'prod',
      version: '3',
      template: {
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        parameters: { temperature: 0.2 },
        messages: [
          { role: 'system', content: 'Answer from {{passages}}.' },
          'history',
          { role: 'user', content: '{{question}}' },
        ],
      },
    },
  ])
})

test('a text is one message; tools and the format of the answer come from the config', async () => {
  const { templates } = await pull([
    version('a', {
      type: 'text',
      prompt: 'Hello {{name}}',
      config: {
        model: 'claude-haiku-4-5',
        provider: 'anthropic',
        max_tokens: 99,
        stream: true,
        tools: [{ name: 'look_up', description: 'Looks up.', input_schema: { type: 'object' } }],
        tool_choice: { type: 'any' },
        response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } },
      },
    }),
  ])
  expect(templates[0]?.template).toEqual({
    provider: 'anthropic',
    api: 'anthropic.messages',
    model: 'claude-haiku-4-5',
    parameters: { max_tokens: 99 },
    messages: [{ role: 'user', content: 'Hello {{name}}' }],
    tools: [{ name: 'look_up', description: 'Looks up.', parameters: { type: 'object' } }],
    tool_choice: 'required',
    output: { type: 'object' },
  })
})

test('pages to the end; a prompt without the label is not asked for', async () => {
  const versions = [...many((index) => version(`p${index}`)), version('untagged', { labels: ['latest'] })]
  const { templates, seen } = await pull(versions)
  expect(templates.map(({ prompt }) => prompt)).toEqual(versions.slice(0, 205).map(({ name }) => name))
  expect(seen.filter((path) => path.includes('page='))).toEqual(
    [1, 2, 3].map((page) => expect.stringContaining(`page=${page}`)),
  )
  expect(seen.join()).not.toContain('untagged')
})

test.each<[string, Partial<LangfuseVersion>, string]>([
  ['no model', { config: {} }, 'says no model'],
  ['a config that is no object', { config: null }, 'says no model'],
  ['an unknown model', { config: { model: 'house-1' } }, 'which provider has the model `house-1`'],
  [
    'two placeholders',
    {
      prompt: [
        { type: 'placeholder', name: 'a' },
        { type: 'placeholder', name: 'b' },
      ],
    },
    'several placeholders',
  ],
  ['the role tool', { prompt: [{ role: 'tool', content: 'x' }] }, 'role `tool`'],
  ['a message that is none', { prompt: ['x'] }, 'message 1 has the role'],
])('%s is an error of its prompt, and the rest is there', async (_, more, part) => {
  const { templates, errors } = await pull([version('bad', more), version('good')])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

test('only what is asked for is fetched', async () => {
  const { templates, seen } = await pull([version('a'), version('b')], {
    prompts: ['b'],
    providers: { 'gpt-5.4-mini': { provider: 'azure', api: 'openai.chat' } },
  })
  expect(templates).toMatchObject([{ prompt: 'b', template: { provider: 'azure' } }])
  expect(seen).toHaveLength(2)
})

describeHostileRegistry({
  name: 'Langfuse',
  keys,
  source: (url) => langfuse({ baseUrl: url, environments: { prod: 'production' } }),
  answer: (url) => langfuseAnswer([version('a'), version('b')], url),
  pages: (url) =>
    langfuseAnswer(
      many((i) => version(`p${i}`, i === 7 ? { labels: ['latest'] } : {})),
      url,
    ),
  isLookup: (url) => url.pathname.startsWith('/api/public/v2/prompts/'),
})
