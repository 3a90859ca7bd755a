import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import { json } from '../../testing/faults.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { type MlflowVersion, mlflowAnswer } from '../../testing/registries/mlflow-answer.ts'
import { many } from '../../testing/registries/pages.ts'
import { mlflow } from './mlflow.ts'

const keys = { MLFLOW_TRACKING_TOKEN: 'token-8a1b2c3d' }

const config = { provider: 'openai', model_name: 'gpt-5.4-mini', temperature: 0.2, extra_params: { seed: 7 } }

const version = (name: string, tags: Record<string, string> = {}, alias = 'production'): MlflowVersion => ({
  name,
  alias,
  version: '5',
  tags: {
    'mlflow.prompt.is_prompt': 'true',
    'mlflow.prompt.text': JSON.stringify([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: '{{question}}' },
    ]),
    _mlflow_prompt_model_config: JSON.stringify(config),
    ...tags,
  },
})

beforeEach(() => vi.stubEnv('MLFLOW_TRACKING_TOKEN', keys.MLFLOW_TRACKING_TOKEN))
afterEach(() => vi.unstubAllEnvs())

async function pull(versions: readonly MlflowVersion[]) {
  await using server = await startServer((request, response) => {
    const answer = mlflowAnswer(versions, new URL(request.url ?? '', 'http://mlflow'))
    json(answer ?? { error_code: 'RESOURCE_DOES_NOT_EXIST' }, answer ? 200 : 404)(request, response)
  })
  const pulled = await collectPull(mlflow({ baseUrl: server.url, environments: { prod: 'production' } }))
  return { ...pulled, requests: server.requests }
}

test('maps a chat, the model, its parameters and the format of the answer', async () => {
  const { templates, errors, requests } = await pull([
    version('a', { _mlflow_prompt_response_format: '{"type": "object", "title": "Answer"}' }),
  ])
  expect(errors).toEqual([])
  expect(templates).toEqual([
    {
      prompt: 'a',
      environment: 'prod',
      version: '5',
      template: {
        provider: 'openai',
        api: 'openai.chat',
        model: 'gpt-5.4-mini',
        parameters: { temperature: 0.2, seed: 7 },
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: '{{question}}' },
        ],
        output: { type: 'object', title: 'Answer' },
      },
    },
  ])
  expect(requests[0]?.headers.authorization).toBe(`Bearer ${keys.MLFLOW_TRACKING_TOKEN}`)
})

test('a text is one message; a user and a password do too', async () => {
  vi.stubEnv('MLFLOW_TRACKING_USERNAME', 'ann')
  vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'secret')
  const { templates, requests } = await pull([version('a', { 'mlflow.prompt.text': 'Hi {{name}}, [ok]' })])
  expect(templates[0]?.template.messages).toEqual([{ role: 'user', content: 'Hi {{name}}, [ok]' }])
  expect(requests[0]?.headers.authorization).toBe(`Basic ${btoa('ann:secret')}`)
})

test('pages to the end; what has no such alias is not asked for', async () => {
  const versions = many((index) => version(`p${index}`, {}, index === 7 ? 'staging' : 'production'))
  const { templates, requests, failure } = await pull(versions)
  expect(failure).toBeUndefined()
  expect(templates).toHaveLength(204)
  expect(requests).toHaveLength(3 + 204)
})

test('a server without prompts is no error', async () => {
  expect(await pull([])).toMatchObject({ templates: [], errors: [], failure: undefined })
})

test.each([
  ['no model', { _mlflow_prompt_model_config: '{}' }, 'says no model'],
  ['a config that is no JSON', { _mlflow_prompt_model_config: '{' }, 'says no model'],
  ['another role', { 'mlflow.prompt.text': '[{"role": "tool", "content": ""}]' }, 'role `tool`'],
])('%s is an error of its prompt', async (_, tags, part) => {
  const { templates, errors } = await pull([version('bad', tags), version('good')])
  expect(templates.map(({ prompt }) => prompt)).toEqual(['good'])
  expect(errors).toMatchObject([
    { prompt: 'bad', environment: 'prod', summary: expect.stringContaining(part) },
  ])
})

describeHostileRegistry({
  name: 'MLflow',
  keys,
  source: (url) => mlflow({ baseUrl: url }),
  answer: (url) => mlflowAnswer([version('a', {}, 'prod')], url),
  pages: (url) =>
    mlflowAnswer(
      many((i) => version(`p${i}`, {}, i === 7 ? 'staging' : 'prod')),
      url,
    ),
  isLookup: (url) => url.pathname.endsWith('/alias'),
})
