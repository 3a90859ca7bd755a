import Freeplay from 'freeplay'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import {
  accountTemplate,
  type FreeplayAccount,
  freeplayAnswer,
  serveFreeplay,
} from '../../testing/freeplay-account.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { freeplay } from './freeplay.ts'

const KEY = 'fp-key-of-the-test'
const ANTHROPIC = {
  provider: 'anthropic',
  flavor: 'anthropic_chat',
  model: 'claude-haiku-4-5',
  params: { max_tokens: 100 },
}

const account: FreeplayAccount = {
  'support-bot': {
    name: 'Support',
    environments: {
      prod: [accountTemplate('rag-qa'), accountTemplate('triage')],
      fallback: [accountTemplate('rag-qa', { metadata: ANTHROPIC, prompt_template_version_id: 'v2' })],
      'live/eu': [accountTemplate('greeting')],
    },
  },
  'sales bot/1': { name: 'Sales', environments: { prod: [accountTemplate('rag-qa')] } },
}

beforeEach(() => vi.stubEnv('FREEPLAY_API_KEY', KEY))
afterEach(() => vi.unstubAllEnvs())

/** Pulls from the account, and tells what was asked for. */
async function pull(
  options: Partial<Parameters<typeof freeplay>[0]> = {},
  context: Parameters<typeof collectPull>[1] = {},
  templates: FreeplayAccount = account,
) {
  await using server = await startServer(serveFreeplay(templates, KEY))
  const source = freeplay({ project: 'support-bot', baseUrl: `${server.url}/api`, ...options })
  const collected = await collectPull(source, context)
  return {
    ...collected,
    names: collected.templates.map(({ environment, prompt }) => `${environment} ${prompt}`),
    asked: server.requests.map(({ url }) => url),
  }
}

test('one request an environment brings every template, mapped', async () => {
  const { templates, errors, failure, asked } = await pull()
  expect({ errors, failure }).toEqual({ errors: [], failure: undefined })
  expect(asked.toSorted()).toEqual([
    '/api/v2/projects/support-bot/prompt-templates/all/fallback',
    '/api/v2/projects/support-bot/prompt-templates/all/prod',
  ])
  expect(templates.map(({ prompt, environment, version }) => [prompt, environment, version])).toEqual([
    ['rag-qa', 'prod', 'version-of-rag-qa'],
    ['triage', 'prod', 'version-of-triage'],
    ['rag-qa', 'fallback', 'v2'],
  ])
  expect(templates[0]?.template).toEqual({
    provider: 'openai',
    api: 'openai.chat',
    model: 'gpt-5.4-mini',
    parameters: { temperature: 0.2, max_tokens: 512 },
    messages: [
      { role: 'system', content: 'Answer briefly.' },
      { role: 'user', content: '{{question}}' },
    ],
  })
  expect(templates[2]?.template).toMatchObject({ provider: 'anthropic', api: 'anthropic.messages' })
})

test('environments may have other names, and those without one are not asked for', async () => {
  const { names, asked } = await pull({ environments: { prod: 'live/eu' } })
  expect(names).toEqual(['prod greeting'])
  expect(asked).toEqual(['/api/v2/projects/support-bot/prompt-templates/all/live%2Feu'])
})

test('prompts can be chosen, by the source and by a pull', async () => {
  expect((await pull({ prompts: ['triage'] })).names).toEqual(['prod triage'])
  expect((await pull({}, { prompts: ['triage'] })).names).toEqual(['prod triage'])
  expect((await pull({ prompts: ['triage'] }, { prompts: ['rag-qa'] })).names).toEqual([])
  const titled = {
    p: { name: 'P', environments: { prod: [accountTemplate('My Prompt'), accountTemplate('x')] } },
  }
  const mine = await pull({ project: 'p' }, { prompts: ['my-prompt'] }, titled)
  expect(mine.names).toEqual(['prod My Prompt'])
})

test('several projects, told apart by a prefix', async () => {
  const prefix = ({ name }: { name: string }): string => `${name.toLowerCase()}/`
  const both = ['prod support/rag-qa', 'prod support/triage', 'fallback support/rag-qa', 'prod sales/rag-qa']
  expect((await pull({ project: 'all', prefix })).names).toEqual(both)
  expect((await pull({ project: ['support-bot', 'sales bot/1'], prefix })).names).toEqual(both)
  expect((await pull({ project: ['sales bot/1'] })).names).toEqual(['prod rag-qa'])
  const fallbacks = await pull({ project: 'all', prefix }, { environments: ['fallback'] })
  expect(fallbacks).toMatchObject({ names: ['fallback support/rag-qa'], failure: undefined })
  const chosen = await pull({ project: 'all', prefix, prompts: ['rag-qa'] }, { prompts: ['sales/rag-qa'] })
  expect(chosen.names).toEqual(['prod sales/rag-qa'])
})

test('the key may come from another variable', async () => {
  vi.stubEnv('FREEPLAY_API_KEY', undefined)
  vi.stubEnv('OUR_KEY', KEY)
  expect((await pull({ keyVariable: 'OUR_KEY' })).names).toHaveLength(3)
})

test('an environment that Freeplay does not have brings nothing, as long as the project has another', async () => {
  const { names, failure } = await pull({}, { environments: ['prod', 'nightly'] })
  expect({ names, failure }).toEqual({ names: ['prod rag-qa', 'prod triage'], failure: undefined })
})

test.each([
  ['a project that is not there', { project: 'nobody' }, /no project nobody.*`prod`, `fallback`[\s\S]*\/api/],
  ['one of several that is not there', { project: ['support-bot', 'nobody'] }, /no project nobody/],
  ['a named one that is not there', { project: ['nobody'], prefix: () => 'x' }, /no project nobody/],
  ['no project', { project: '' }, /has no project/],
  [
    'no environment of any project',
    { project: 'all', environments: { prod: 'nowhere' } },
    /none of its environments/,
  ],
  ['a server that is not there', { baseUrl: 'http://127.0.0.1:9' }, /cannot be reached/],
])('%s is an error that leads on', async (_, options, text) => {
  expect((await pull(options)).failure?.message).toMatch(text)
})

test('what cannot be mapped is an error for its template alone', async () => {
  const { names, errors, failure } = await pull(
    {},
    { environments: ['prod'] },
    {
      'support-bot': {
        name: 'Support',
        environments: {
          prod: [
            accountTemplate('clip', {
              content: [
                { role: 'user', content: 'x', media_slots: [{ placeholder_name: 'clip', type: 'video' }] },
              ],
            }),
            { ...accountTemplate('broken'), metadata: { model: 7 } },
            { ...accountTemplate('nameless'), prompt_template_name: '' },
            accountTemplate('sound'),
          ],
        },
      },
    },
  )
  expect({ names, failure }).toEqual({ names: ['prod sound'], failure: undefined })
  expect(errors).toMatchObject([
    { prompt: 'clip', environment: 'prod', summary: 'message 1 has a media slot `clip` for video' },
    { prompt: 'broken', environment: 'prod', summary: expect.stringContaining('`metadata.model`') },
    { prompt: undefined, environment: 'prod', summary: expect.stringContaining('without a name') },
  ])
})

describe('the server of these tests satisfies the official SDK', () => {
  test.each(['rag-qa', 'triage'])('by name: %s', async (templateName) => {
    await using server = await startServer(serveFreeplay(account, KEY))
    const sdk = new Freeplay({ freeplayApiKey: KEY, baseUrl: `${server.url}/api` })
    const where = { projectId: 'support-bot', templateName, environment: 'prod' }
    const formatted = await sdk.prompts.getFormatted({ ...where, variables: { question: 'Why?' } })
    expect(formatted.promptInfo.promptTemplateVersionId).toBe(`version-of-${templateName}`)
    expect(formatted.llmPrompt).toEqual([
      { role: 'system', content: 'Answer briefly.' },
      { role: 'user', content: 'Why?' },
    ])
  })

  test('by version, all at once, and not without the key', async () => {
    await using server = await startServer(serveFreeplay(account, KEY))
    const sdk = new Freeplay({ freeplayApiKey: KEY, baseUrl: `${server.url}/api` })
    const version = await sdk.prompts.getByVersionId({
      projectId: 'support-bot',
      promptTemplateId: 'template-of-rag-qa',
      promptTemplateVersionId: 'v2',
    })
    expect(version.promptInfo.provider).toBe('anthropic')
    const stranger = new Freeplay({ freeplayApiKey: 'wrong', baseUrl: `${server.url}/api` })
    const where = { projectId: 'support-bot', templateName: 'rag-qa', environment: 'prod' }
    await expect(stranger.prompts.get(where)).rejects.toThrow()
  })
})

describeHostileRegistry({
  name: 'Freeplay',
  keys: { FREEPLAY_API_KEY: 'fp-hostile-7f3a' },
  source: (url) => freeplay({ project: 'support-bot', baseUrl: `${url}/api` }),
  answer: (url) => freeplayAnswer(account, url),
  pages: 'one',
  isLookup: 'none',
})
