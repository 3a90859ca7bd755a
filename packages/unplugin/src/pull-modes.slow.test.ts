import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defineSource, type PulledTemplate, type RemoteSource } from './config.ts'
import type { BuildRequest, Bundler } from './testing/bundler.ts'
import { esbuildBundler } from './testing/bundlers/esbuild.ts'
import { viteBundler } from './testing/bundlers/vite.ts'
import { createFixture, type Fixture } from './testing/fixture.ts'

/** A registry whose templates say a text; while it is down it closes every connection. */
async function startRegistry() {
  const state = { text: 'First words.', down: false, requests: 0 }
  const server = createServer((request, response) => {
    state.requests++
    if (state.down) request.socket.destroy()
    else response.end(JSON.stringify(state.text))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const source: RemoteSource = defineSource({
    name: 'our registry',
    async *pull({ connect, environments }) {
      const text = String(await connect({ name: 'Our registry', baseUrl, headers: {} }).get('all'))
      for (const environment of environments) {
        yield { prompt: 'rag-qa', environment, version: text, template: templateOf(environment, text) }
      }
    },
  })
  return Object.assign(state, {
    source,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** The template of an environment. */
function templateOf(environment: string, text: string): PulledTemplate['template'] {
  const isPrimary = environment === 'prod'
  const messages = [
    { role: 'system', content: isPrimary ? text : `Fallback: ${text}` },
    { role: 'user', content: '{{question}}' },
  ] as const
  return isPrimary
    ? { provider: 'openai', model: 'gpt-5.4-mini', messages }
    : { provider: 'anthropic', model: 'claude-haiku-4-5', parameters: { max_tokens: 100 }, messages }
}

/** A project with an entry and no prompts. */
async function emptyFixture(): Promise<Fixture> {
  const fixture = await createFixture()
  await fixture.remove('prompts')
  return fixture
}

beforeEach(() => {
  vi.stubEnv('CI', undefined)
  // No pause before another attempt.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  return () => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  }
})

const said = (text: string): string[] => [text, `Fallback: ${text}`]
const failureOf = (build: Promise<string[]>): Promise<string> =>
  build.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: unknown) => inspect(failure, { depth: 8, getters: true }),
  )

describe.each<Bundler>([viteBundler, esbuildBundler])('$name', { timeout: 30_000 }, ({ build }) => {
  test('locked: pulls when there is no lock, and then no more, with the registry up or down', async () => {
    await using registry = await startRegistry()
    await using fixture = await emptyFixture()
    const request: BuildRequest = { root: fixture.root, plugin: { config: { source: registry.source } } }
    await build(request)
    expect(await fixture.execute('dist/out.mjs')).toEqual(said('First words.'))
    expect(registry.requests).toBe(1)

    registry.text = 'Second words.'
    expect(await build(request)).toEqual([])
    registry.down = true
    expect(await build(request)).toEqual([])
    expect(await fixture.execute('dist/out.mjs')).toEqual(said('First words.'))
    expect(registry.requests).toBe(1)
  })

  test('fresh: pulls for each build; a registry that is down is a warning with the age, or an error when strict', async () => {
    await using registry = await startRegistry()
    await using fixture = await emptyFixture()
    const config = { source: registry.source, pull: 'fresh' } as const
    await build({ root: fixture.root, plugin: { config } })
    registry.text = 'Second words.'
    await build({ root: fixture.root, plugin: { config } })
    expect(await fixture.execute('dist/out.mjs')).toEqual(said('Second words.'))

    registry.down = true
    const warnings = await build({ root: fixture.root, plugin: { config } })
    expect(
      warnings.filter((warning) => /Our registry cannot be reached.*just now/.test(warning)),
    ).toHaveLength(1)
    expect(await fixture.execute('dist/out.mjs')).toEqual(said('Second words.'))
    const strict = build({ root: fixture.root, plugin: { config: { ...config, strict: true } } })
    expect(await failureOf(strict)).toMatch(/Our registry cannot be reached/)
  })

  test.each([
    ['frozen', { pull: 'frozen' }, undefined],
    ['the default in CI', {}, 'true'],
  ] as const)('%s: asks nobody, and refuses what was edited by hand', async (_, mode, ci) => {
    await using registry = await startRegistry()
    await using fixture = await emptyFixture()
    const { source } = registry
    await build({ root: fixture.root, plugin: { config: { source } } })
    registry.down = true
    vi.stubEnv('CI', ci)
    const request: BuildRequest = { root: fixture.root, plugin: { config: { source, ...mode } } }
    expect(await build(request)).toEqual([])
    expect(await fixture.execute('dist/out.mjs')).toEqual(said('First words.'))
    expect(registry.requests).toBe(1)

    const file = 'prompts/rag-qa/prod.yaml'
    await fixture.write({ [file]: (await fixture.read(file)).replace('First', 'Edited') })
    expect(await failureOf(build(request))).toMatch(
      /prod\.yaml[\s\S]*sha256:[\da-f]{64}, the lock has sha256:[\da-f]{64}/,
    )
  })

  test('without a snapshot and without the registry: the reason and the next step', async () => {
    await using registry = await startRegistry()
    await using fixture = await emptyFixture()
    registry.down = true
    const failure = await failureOf(
      build({ root: fixture.root, plugin: { config: { source: registry.source } } }),
    )
    expect(failure).toMatch(/Our registry cannot be reached.*no snapshot/)
    expect(failure).toMatch(/understudy pull/)
    expect(await fixture.list('prompts')).toEqual([])
  })
})
