import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { many } from '../../testing/registries/pages.ts'
import {
  type PhoenixVersion,
  phoenixAnswer,
  phoenixVersion,
} from '../../testing/registries/phoenix-answer.ts'
import { phoenix } from './phoenix.ts'

const keys = { PHOENIX_API_KEY: 'px-8a1b2c3d' }

beforeEach(() => vi.stubEnv('PHOENIX_API_KEY', keys.PHOENIX_API_KEY))
afterEach(() => vi.unstubAllEnvs())

async function pull(versions: readonly PhoenixVersion[]) {
  await using server = await startServer((request, response) => {
    const answer = phoenixAnswer(versions, new URL(request.url ?? '', 'http://phoenix'))
    json(answer ?? 'Prompt not found', answer ? 200 : 404)(request, response)
  })
  return await collectPull(phoenix({ baseUrl: server.url, environments: { prod: 'production' } }))
}

test('maps messages, the model, tools and the format of the answer', async () => {
  const { templates, errors } = await pull([
    phoenixVersion('a', 'production', {
      model_provider: 'ANTHROPIC',
      model_name: 'claude-haiku-4-5',
      template_format: 'F_STRING',
      template: {
        type: 'chat',
        messages: [
          { role: 'system', content: 'As {{JSON}}, {who}.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: '{question}' },
              { type: 'text', text: 'Go.' },
            ],
          },
        ],
      },
      invocation_parameters: { type: 'anthropic', anthropic: { max_tokens: 99, temperature: 0 } },
      tools: {
        type: 'tools',
        tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
        tool_choice: { type: 'specific_function', function_name: 'look_up' },
      },
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } },
    }),
  ])
  expect(errors).toEqual([])
  expect(templates).toEqual([
    {
      prompt: 'a',
      environment: 'prod',
      version: 'version-production-of-a',
      template: {
        provider: 'anthropic',
        api: 'anthropic.messages',
        model: 'claude-haiku-4-5',
        parameters: { max_tokens: 99, temperature: 0 },
        messages: [
          { role: 'system', content: 'As {JSON}, {{who}}.' },
          { role: 'user', content: '{{question}}\nGo.' },
        ],
        tools: [{ name: 'look_up', parameters: { type: 'object' } }],
        tool_choice: { name: 'look_up' },
        output: { type: 'object' },
      },
    },
  ])
})

test('a text without variables stays as it is', async () => {
  const template = { type: 'string', template: 'a {{b}}' }
  const { templates } = await pull([phoenixVersion('a', 'production', { template, template_format: 'NONE' })])
  expect(templates[0]?.template.messages).toEqual([
    { role: 'user', content: 'a {{=<% %>=}}{{<%={{ }}=%>b}}' },
  ])
})

test.each([
  [
    'calls of tools',
    { template: { type: 'chat', messages: [{ role: 'ai', content: [{ type: 'tool_call' }] }] } },
    'kind `tool_call`',
  ],
  [
    'a choice of tools that is unknown',
    { tools: { type: 'tools', tools: [{ function: { name: 'a' } }], tool_choice: { type: 'maybe' } } },
    'choice of tools',
  ],
  ['a provider that is unknown', { model_provider: 'HAL' }, 'provider `HAL`'],
  [
    'an f-string that calls',
    { template_format: 'F_STRING', template: { type: 'string', template: 'a\n{b!r}' } },
    '{b!r} in line 2 of text 1',
  ],
])('%s is an error of its prompt', async (_, more, part) => {
  const { templates, errors } = await pull([
    phoenixVersion('bad', 'production', more),
    phoenixVersion('good', 'production'),
  ])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

describeHostileRegistry({
  name: 'Phoenix',
  keys,
  source: (url) => phoenix({ baseUrl: url }),
  answer: (url) => phoenixAnswer([phoenixVersion('a', 'prod'), phoenixVersion('b', 'fallback')], url),
  pages: (url) =>
    phoenixAnswer(
      many((i) => phoenixVersion(`p${i}`, i === 7 ? 'staging' : 'prod')),
      url,
    ),
  isLookup: (url) => url.pathname.includes('/tags/'),
})
