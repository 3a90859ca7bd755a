import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import {
  chatOpenAI,
  type LangSmithCommit,
  langsmithAnswer,
  messageTemplate,
  promptWithModel,
  serialised,
} from '../../testing/registries/langsmith-answer.ts'
import { many } from '../../testing/registries/pages.ts'
import { langsmith } from './langsmith.ts'

const keys = { LANGSMITH_API_KEY: 'lsv2_8a1b2c3d' }

const commit = (handle: string, manifest: unknown, tag = 'production'): LangSmithCommit => ({
  handle,
  tag,
  hash: `hash-of-${handle}`,
  manifest,
})

const placeholder = serialised(['langchain', 'prompts', 'chat', 'MessagesPlaceholder'], {
  variable_name: 'turns',
})
const chat = [messageTemplate('System', 'Be {mood}.'), placeholder, messageTemplate('Human', '{question}')]

beforeEach(() => vi.stubEnv('LANGSMITH_API_KEY', keys.LANGSMITH_API_KEY))
afterEach(() => vi.unstubAllEnvs())

async function pull(commits: readonly LangSmithCommit[]) {
  await using server = await startServer((request, response) => {
    const answer = langsmithAnswer(commits, new URL(request.url ?? '', 'http://langsmith'))
    json(answer ?? { detail: 'not found' }, answer ? 200 : 404)(request, response)
  })
  const pulled = await collectPull(langsmith({ baseUrl: server.url, environments: { prod: 'production' } }))
  return { ...pulled, requests: server.requests }
}

test('maps a chat prompt and its model; nothing of a key is left', async () => {
  vi.stubEnv('LANGSMITH_WORKSPACE_ID', 'workspace-1')
  const { templates, errors, requests } = await pull([commit('a', promptWithModel(chat, chatOpenAI()))])
  expect(errors).toEqual([])
  expect(templates).toEqual([
    {
      prompt: 'a',
      environment: 'prod',
      version: 'hash-of-a',
      template: {
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        parameters: { temperature: 0.2, max_tokens: 256 },
        messages: [
          { role: 'system', content: 'Be {{mood}}.' },
          'history',
          { role: 'user', content: '{{question}}' },
        ],
      },
    },
  ])
  expect(requests[0]?.headers).toMatchObject({
    'x-api-key': keys.LANGSMITH_API_KEY,
    'x-tenant-id': 'workspace-1',
  })
})

test('reads bound tools, a structured answer, literal messages, and the names of JavaScript', async () => {
  const structured = serialised(['langchain', 'prompts', 'structured', 'StructuredPrompt'], {
    messages: [
      serialised(['langchain_core', 'messages', 'SystemMessage'], { content: 'As {this} {{is}}.' }),
      messageTemplate('Human', 'Hi {{name}}', 'mustache'),
      messageTemplate('AI', 'Yes?', 'mustache'),
    ],
    schema_: { title: 'x', type: 'object' },
  })
  const model = serialised(['langchain', 'chat_models', 'anthropic', 'ChatAnthropic'], {
    modelName: 'claude-haiku-4-5',
    maxTokens: 99,
    model_kwargs: { metadata: { team: 'a' } },
  })
  const bound = serialised(['langchain', 'schema', 'runnable', 'RunnableBinding'], {
    bound: model,
    kwargs: {
      tools: [{ type: 'function', function: { name: 'look_up', parameters: {} } }],
      tool_choice: 'auto',
    },
  })
  const sequence = serialised(['langchain', 'schema', 'runnable', 'RunnableSequence'], {
    first: structured,
    last: bound,
  })
  const { templates, errors } = await pull([commit('a', sequence)])
  expect(errors).toEqual([])
  expect(templates[0]?.template).toEqual({
    provider: 'anthropic',
    api: 'anthropic.messages',
    model: 'claude-haiku-4-5',
    parameters: { max_tokens: 99, metadata: { team: 'a' } },
    messages: [
      { role: 'system', content: 'As {this} {{=<% %>=}}{{<%={{ }}=%>is}}.' },
      { role: 'user', content: 'Hi {{name}}' },
      { role: 'assistant', content: 'Yes?' },
    ],
    tools: [{ name: 'look_up' }],
    tool_choice: 'auto',
    output: { title: 'x', type: 'object' },
  })
})

test.each([
  ['a prompt without a model', serialised(['ChatPromptTemplate'], { messages: chat }), 'says no model'],
  ['another model', promptWithModel(chat, serialised(['x', 'ChatHal'], {})), 'the model is a `ChatHal`'],
  ['another kind of prompt', promptWithModel([], serialised(['x', 'y'], {})), 'says no model'],
  ['a few-shot prompt', serialised(['FewShotPromptTemplate'], {}), 'the prompt is a `FewShotPromptTemplate`'],
  [
    'an image',
    promptWithModel(
      [serialised(['HumanMessagePromptTemplate'], { prompt: [serialised(['ImagePromptTemplate'], {})] })],
      chatOpenAI(),
    ),
    'a `ImagePromptTemplate`',
  ],
  [
    'two syntaxes',
    promptWithModel([messageTemplate('Human', 'a'), messageTemplate('Human', 'b', 'mustache')], chatOpenAI()),
    'two syntaxes',
  ],
  [
    'jinja that computes',
    promptWithModel([messageTemplate('Human', 'x\n{{ a + 1 }}', 'jinja2')], chatOpenAI()),
    '{{ a + 1 }} in line 2',
  ],
  ['no manifest at all', 7, 'no object of LangChain'],
])('%s is an error of its prompt', async (_, manifest, part) => {
  const { templates, errors } = await pull([
    commit('bad', manifest),
    commit('good', promptWithModel(chat, chatOpenAI())),
  ])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

describeHostileRegistry({
  name: 'LangSmith',
  keys,
  source: (url) => langsmith({ baseUrl: url }),
  answer: (url) => langsmithAnswer([commit('a', promptWithModel(chat, chatOpenAI()), 'prod')], url),
  pages: (url) =>
    langsmithAnswer(
      many((i) => commit(`p${i}`, promptWithModel(chat, chatOpenAI()), i === 7 ? 'staging' : 'prod')),
      url,
    ),
  isLookup: (url) => url.pathname.startsWith('/commits/'),
})
