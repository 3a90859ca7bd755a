import { expect, test, vi } from 'vitest'
import { collectPull } from '../../testing/collect-pull.ts'
import {
  accountTemplate,
  type FreeplayAccount,
  freeplayAnswer,
  serveFreeplay,
} from '../../testing/freeplay-account.ts'
import { describeHostileRegistry } from '../../testing/hostile-registry.ts'
import { startServer } from '../../testing/local-server.ts'
import { registry } from './registry.ts'

const account: FreeplayAccount = {
  support: {
    name: 'Support',
    environments: { prod: [accountTemplate('qa')], fallback: [accountTemplate('qa')] },
  },
}

test('speaks the API of Freeplay, below /api, with a key of its own', async () => {
  vi.stubEnv('HOUSE_KEY', 'us_house')
  await using server = await startServer(serveFreeplay(account, 'us_house'))
  const source = registry({ url: `${server.url}/`, project: 'support', keyVariable: 'HOUSE_KEY' })
  const { templates, failure } = await collectPull(source)
  vi.unstubAllEnvs()
  expect(failure).toBeUndefined()
  expect(source.name).toBe('registry support')
  expect(templates.map(({ prompt, environment }) => `${prompt} ${environment}`)).toEqual([
    'qa prod',
    'qa fallback',
  ])
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/api/v2/projects/support/prompt-templates/all/prod',
    '/api/v2/projects/support/prompt-templates/all/fallback',
  ])
})

describeHostileRegistry({
  name: 'The registry',
  keys: { UNDERSTUDY_API_KEY: 'us_hostile-7f3a' },
  source: (url) => registry({ url, project: 'support' }),
  answer: (url) => freeplayAnswer(account, url),
  pages: 'one',
  isLookup: 'none',
})
