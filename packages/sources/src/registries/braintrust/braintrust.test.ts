import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { type BraintrustVersion, braintrustAnswer } from '../../testing/registries/braintrust-answer.ts'
import { many } from '../../testing/registries/pages.ts'
import { braintrust } from './braintrust.ts'

const keys = { BRAINTRUST_API_KEY: 'sk-bt-8a1b2c3d' }

const messages = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: '{{question}}' },
      { type: 'image_url', image_url: { url: '{{photo}}' } },
    ],
  },
]

const version = (
  slug: string,
  data: Record<string, unknown> = {},
  environment = 'production',
): BraintrustVersion => ({
  id: `id-of-${slug}`,
  slug,
  environment,
  _xact_id: '1000196',
  prompt_data: {
    prompt: { type: 'chat', messages },
    options: { model: 'gpt-5.4-mini', params: { temperature: 0.2, use_cache: true, max_tokens: null } },
    ...data,
  },
})

beforeEach(() => vi.stubEnv('BRAINTRUST_API_KEY', keys.BRAINTRUST_API_KEY))
afterEach(() => vi.unstubAllEnvs())

async function pull(versions: readonly BraintrustVersion[]) {
  await using server = await startServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://braintrust')
    const answer = braintrustAnswer(versions, url)
    if (url.pathname === '/v1/prompt') expect(url.searchParams.get('project_name')).toBe('Support')
    json(answer ?? { error: 'not found' }, answer ? 200 : 404)(request, response)
  })
  const environments = { prod: 'production' }
  return await collectPull(braintrust({ project: 'Support', baseUrl: server.url, environments }))
}

test('maps messages with a media slot, the model and its parameters', async () => {
  const { templates, errors } = await pull([version('a')])
  expect(errors).toEqual([])
  expect(templates).toEqual([
    {
      prompt: 'a',
      environment: 'prod',
      version: '1000196',
      template: {
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        parameters: { temperature: 0.2 },
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: '{{question}}', media: [{ name: 'photo', type: 'image' }] },
        ],
      },
    },
  ])
})

test('reads tools out of their JSON, and converts nunjucks with what it knows of the variables', async () => {
  const tools = JSON.stringify([
    { type: 'function', function: { name: 'look_up', description: 'Looks up "it".' } },
  ])
  const { templates, errors } = await pull([
    version('a', {
      template_format: 'nunjucks',
      prompt: {
        type: 'chat',
        tools,
        messages: [{ role: 'user', content: '{% if on %}{{ name }}{% endif %}' }],
      },
      options: {
        model: 'claude-haiku-4-5',
        params: { max_tokens: 9, tool_choice: { type: 'function', function: { name: 'look_up' } } },
      },
    }),
    version('b', { prompt: { type: 'completion', content: 'Hi {{name}}' } }),
  ])
  expect(errors).toEqual([])
  expect(templates[0]?.template).toMatchObject({
    messages: [{ role: 'user', content: '{{#on}}{{name}}{{/on}}' }],
    tools: [{ name: 'look_up', description: 'Looks up "it".' }],
    tool_choice: { name: 'look_up' },
    inputs: { required: ['name', 'on'] },
  })
  expect(templates[1]?.template.messages).toEqual([{ role: 'user', content: 'Hi {{name}}' }])
})

test.each([
  ['no model', { options: {} }, 'says no model'],
  [
    'tools with variables',
    { prompt: { type: 'chat', messages, tools: '[{"x": "{{y}}"}]' } },
    'the tools have variables',
  ],
  ['tools that are no JSON', { prompt: { type: 'chat', messages, tools: '[' } }, 'the tools are no JSON'],
  [
    'results of tools',
    { prompt: { type: 'chat', messages: [{ role: 'tool', content: 'x' }] } },
    'role `tool`',
  ],
  [
    'nunjucks that computes',
    { template_format: 'nunjucks', prompt: { type: 'completion', content: '{{ a|upper }}' } },
    '{{ a|upper }}',
  ],
])('%s is an error of its prompt', async (_, data, part) => {
  const { templates, errors } = await pull([version('bad', data), version('good')])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

describeHostileRegistry({
  name: 'Braintrust',
  keys,
  source: (url) => braintrust({ project: 'Support', baseUrl: url }),
  answer: (url) => braintrustAnswer([version('a', {}, 'prod')], url),
  pages: (url) =>
    braintrustAnswer(
      many((i) => version(`p${i}`, {}, i === 7 ? 'staging' : 'prod')),
      url,
    ),
  isLookup: (url) => url.pathname.startsWith('/v1/prompt/'),
})
