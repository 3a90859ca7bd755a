import { BuildError } from '@understudy/compiler'
import { expect, test } from 'vitest'
import { folder } from '../source/folder.ts'
import { resolveConfig } from './resolve-config.ts'

const file = 'understudy.config.ts'

function failure(config: unknown): BuildError {
  try {
    resolveConfig(config, 'production', file)
  } catch (error) {
    if (error instanceof BuildError) return error
  }
  throw new Error('There was no build error.')
}

test('has a default for everything', () => {
  const config = resolveConfig({}, 'production', file)
  expect(config).toMatchObject({
    environments: ['prod', 'fallback'],
    chains: {},
    missing: 'error',
    client: 'deny',
    allowSecrets: [],
    strict: false,
    output: '.understudy',
    remotes: [],
    pull: undefined,
    snapshot: 'prompts',
  })
  expect(config.source.name).toBe('folder prompts')
})

test('takes what is given, and asks a function of the mode', () => {
  const source = folder('elsewhere')
  const environments = (mode: string) => (mode === 'staging' ? ['staging', 'fallback'] : ['prod'])
  const given = {
    source,
    environments,
    chains: { qa: ['prod', 'third'] },
    missing: 'empty',
    client: { qa: 'allow' },
    allowSecrets: ['0a1b2c3d'],
    strict: true,
    output: 'o',
    pull: 'fresh',
    snapshot: 'pulled',
  }
  expect(resolveConfig(given, 'staging', file)).toEqual({
    ...given,
    environments: ['staging', 'fallback'],
    remotes: [],
  })
  expect(resolveConfig(given, 'production', file).environments).toEqual(['prod'])
})

test.each([
  ['an unknown key', { enviroments: ['prod'] }, '`enviroments`'],
  ['a wrong type', { strict: 'yes' }, '`strict`: expected boolean'],
  ['a wrong value', { missing: 'ignore' }, '`missing`: expected one of'],
  ['a client that is no policy', { client: 'yes' }, "`client`: expected 'deny', 'allow'"],
  ['a policy that is none', { client: { qa: true } }, "`client`: expected 'deny', 'allow'"],
  ['a source that is none', { source: 'prompts' }, '`source`: expected a source'],
  ['environments that are no list', { environments: 'prod' }, '`environments`: expected a list'],
  ['no environment', { environments: [] }, '`environments`'],
  ['an environment that is no text', { environments: ['prod', 7] }, '`environments.1`: expected string'],
  [
    'an environment named twice',
    { environments: ['prod', 'prod'] },
    '`environments`: names an environment twice',
  ],
  ['a function that returns no list', { environments: () => 'prod' }, '`environments`'],
  ['a chain of the wrong type', { chains: { qa: 'prod' } }, '`chains.qa`'],
  ['an empty output', { output: '' }, '`output`'],
  ['no object', 'prod', 'the configuration: expected object'],
])('refuses %s', (_, config, text) => {
  const error = failure(config)
  expect(error).toMatchObject({ code: 'config', file })
  expect(error.summary).toContain(text)
  expect(error.hint).not.toBe('')
})

test('tells what a function of the mode threw', () => {
  const cause = new Error('no such mode')
  const error = failure({
    environments: () => {
      throw cause
    },
  })
  expect(error.summary).toContain('"production": no such mode')
  expect(error.cause).toBe(cause)
})
