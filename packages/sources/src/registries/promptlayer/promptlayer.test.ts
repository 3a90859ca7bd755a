import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AnswerFolder } from '../../http/answer-cache.ts'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { many } from '../../testing/registries/pages.ts'
import { type PromptLayerVersion, promptLayerAnswer } from '../../testing/registries/promptlayer-answer.ts'
import { promptLayer } from './promptlayer.ts'

const keys = { PROMPTLAYER_API_KEY: 'pl_8a1b2c3d' }
const providerKey = 'theirs-4e5f6a'

const version = (name: string, template?: unknown): PromptLayerVersion => ({
  name,
  label: 'production',
  version: 4,
  model: {
    provider: 'openai',
    name: 'gpt-5.4-mini',
    parameters: { temperature: 0.2, response_format: null },
  },
  prompt_template: template ?? {
    type: 'chat',
    messages: [
      {
        role: 'system',
        content: [{ type: 'text', text: 'Be {mood}.' }],
        input_variables: ['mood'],
        template_format: 'f-string',
      },
      { role: 'placeholder', name: 'turns' },
      {
        role: 'user',
        content: [{ type: 'text', text: '{question}' }],
        input_variables: ['question'],
        template_format: 'f-string',
      },
    ],
    tools: null,
    functions: null,
    tool_choice: null,
    input_variables: ['mood', 'question'],
  },
})

beforeEach(() => vi.stubEnv('PROMPTLAYER_API_KEY', keys.PROMPTLAYER_API_KEY))
afterEach(() => vi.unstubAllEnvs())

async function pull(versions: readonly PromptLayerVersion[], cacheFolder?: string) {
  await using server = await startServer((request, response) => {
    const answer = promptLayerAnswer(versions, providerKey, new URL(request.url ?? '', 'http://promptlayer'))
    json(answer ?? {}, answer ? 200 : 404, { etag: '"1"' })(request, response)
  })
  const source = promptLayer({ baseUrl: server.url, environments: { prod: 'production' } })
  return await collectPull(
    source,
    {},
    cacheFolder === undefined ? {} : { cache: new AnswerFolder(cacheFolder, 0) },
  )
}

test('maps messages, the placeholder, the model and its parameters', async () => {
  const { templates, errors } = await pull([version('a')])
  expect(errors).toEqual([])
  expect(templates).toEqual([
    {
      prompt: 'a',
      environment: 'prod',
      version: '4',
      template: {
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        parameters: { temperature: 0.2 },
        messages: [
          { role: 'system', content: 'Be {{mood}}.' },
          'history',
          { role: 'user', content: '{{question}}' },
        ],
      },
    },
  ])
})

test('a completion is one message; jinja and functions are read', async () => {
  const { templates, errors } = await pull([
    version('a', {
      type: 'completion',
      template_format: 'jinja2',
      content: [{ type: 'text', text: '{% for i in items %}{{ i }},{% endfor %}' }],
      functions: [{ name: 'look_up', parameters: { type: 'object' } }],
    }),
  ])
  expect(errors).toEqual([])
  expect(templates[0]?.template).toMatchObject({
    messages: [{ role: 'user', content: '{{#items}}{{.}},{{/items}}' }],
    tools: [{ name: 'look_up', parameters: { type: 'object' } }],
  })
})

test("the key of one's own provider touches no disk and no template", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'promptlayer-'))
  const pulled = await pull([version('a')], folder.path)
  expect(JSON.stringify(pulled)).not.toContain(providerKey)
  const files = await readdir(folder.path, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  expect(texts.join()).toContain('prompt_name')
  expect(texts.join()).not.toContain(providerKey)
})

test.each([
  ['no model', { ...version('bad'), model: undefined }, 'says no model'],
  ['an unknown provider', { ...version('bad'), model: { provider: 'hal', name: 'nine' } }, 'provider `hal`'],
  [
    'an image',
    version('bad', {
      type: 'chat',
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }] },
      ],
    }),
    'kind `image_url`',
  ],
  [
    'a template of another shape',
    version('bad', { type: 'chat', messages: [{ role: 'tool', content: 'x' }] }),
    'role `tool`',
  ],
])('%s is an error of its template', async (_, bad, part) => {
  const { templates, errors } = await pull([bad, version('good')])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

describeHostileRegistry({
  name: 'PromptLayer',
  keys,
  source: (url) => promptLayer({ baseUrl: url, environments: { prod: 'production', fallback: 'other' } }),
  answer: (url) => promptLayerAnswer([version('a')], providerKey, url),
  pages: (url) =>
    promptLayerAnswer(
      many((i) => version(`p${i}`)).filter((_, i) => i !== 7),
      providerKey,
      url,
    ),
  isLookup: 'none',
})
