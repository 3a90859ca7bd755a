import { join } from 'node:path'
import { build, createBuilder, createServer, type InlineConfig, type ViteDevServer } from 'vite'
import { expect, test, vi } from 'vitest'
import { folder } from './config.ts'
import { buildQueue } from './testing/build-queue.ts'
import {
  BROKEN,
  createFixture,
  type Fixture,
  openaiTemplate,
  promptFiles,
  SOURCE_CONDITION,
} from './testing/fixture.ts'
import understudy from './vite.ts'

const soon = { timeout: 15_000, interval: 20 }

function configFor(fixture: Fixture, config: InlineConfig = {}): InlineConfig {
  return {
    root: fixture.root,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: [SOURCE_CONDITION] },
    ssr: { resolve: { conditions: [SOURCE_CONDITION] } },
    // What is built for the client here runs in the test.
    plugins: [understudy({ browser: false })],
    ...config,
    build: {
      minify: false,
      outDir: 'dist',
      lib: { entry: 'main.js', formats: ['es'], fileName: () => 'out.mjs' },
      ...config.build,
    },
  }
}

const SSR = { ssr: 'main.js', lib: false, rollupOptions: { output: { entryFileNames: 'out.mjs' } } } as const

const failureOf = (building: Promise<unknown>): Promise<unknown> =>
  building.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: unknown) => failure,
  )

test.each([
  ['for the client', {}],
  ['for the server', SSR],
])('builds %s a bundle that runs, with nothing of what it does not import', async (_, target) => {
  await using fixture = await createFixture('First words.', promptFiles('unused', 'Never imported.'))
  await build(configFor(fixture, { build: target }))
  expect(await fixture.run('dist/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.read('dist/out.mjs')).not.toContain('Never imported.')
})

test("gives the configuration vite's mode", async () => {
  await using fixture = await createFixture('First words.', {
    'prompts/rag-qa/staging.yaml': openaiTemplate('Staging words.'),
    'main.js':
      "import { ragQa } from '#prompts/rag-qa'\nexport const out = ragQa.chain.map((one) => one.environment)",
    'understudy.config.mjs': 'export default { environments: (mode) => [mode, "fallback"] }',
  })
  await build(configFor(fixture, { mode: 'staging' }))
  expect(await fixture.run('dist/out.mjs')).toEqual(['staging', 'fallback'])
})

test('an unknown prompt names the near ones', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'main.js': "export * from '#prompts/rag-aq'" })
  const failure = await failureOf(build(configFor(fixture)))
  expect(String(failure)).toContain('main.js: there is no prompt "rag-aq"')
  expect(String(failure)).toContain('Did you mean #prompts/rag-qa?')
})

test('a broken template fails the build with its place and frame, and writes nothing', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  const failure = await failureOf(build(configFor(fixture)))
  expect(failure).toMatchObject({
    errors: [
      {
        id: join(fixture.root, 'prompts/rag-qa/prod.yaml'),
        loc: { line: 6, column: 7 },
        frame: expect.stringContaining('> 6 |       {{#passages}}'),
        message: expect.stringContaining('rag-qa (prod)'),
      },
    ],
  })
  expect(await fixture.list('.understudy')).toEqual([])
  expect(await fixture.list('dist')).toEqual([])
})

test('warns once, however many environments are built', async () => {
  await using fixture = await createFixture()
  await fixture.remove('prompts/rag-qa/fallback.yaml')
  await fixture.write({ 'main.js': "export * from '#prompts/rag-qa'" })
  const warnings: string[] = []
  const customLogger = {
    hasWarned: false,
    info() {},
    warn: (text: string) => void warnings.push(text),
    warnOnce() {},
    error() {},
    clearScreen() {},
    hasErrorLogged: () => false,
  }
  await build(configFor(fixture, { customLogger }))
  expect(warnings.filter((text) => text.includes('rag-qa'))).toHaveLength(1)
})

test('does its work once for all environments', async () => {
  await using fixture = await createFixture()
  const prompts = folder('prompts')
  const read = vi.fn(prompts.read)
  const config = configFor(fixture, {
    plugins: [understudy({ browser: false, config: { source: { name: 'counted', read } } })],
    builder: { sharedConfigBuild: true },
    environments: {
      client: {},
      ssr: {
        build: {
          outDir: 'dist-ssr',
          lib: false,
          rolldownOptions: { input: 'main.js', output: { entryFileNames: 'out.mjs' } },
        },
      },
      edge: {
        consumer: 'server',
        resolve: { conditions: [SOURCE_CONDITION, 'workerd'], noExternal: true },
        build: {
          outDir: 'dist-edge',
          lib: false,
          rolldownOptions: { input: 'main.js', output: { entryFileNames: 'out.mjs' } },
        },
      },
    },
  })
  await (await createBuilder(config)).buildApp()
  expect(await fixture.run('dist-edge/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.run('dist/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.run('dist-ssr/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(read).toHaveBeenCalledTimes(1)
})

test('a wrong configuration fails the build', async () => {
  await using fixture = await createFixture()
  const plugins = [understudy({ config: { output: '' } })]
  expect(String(await failureOf(build(configFor(fixture, { plugins }))))).toContain(
    'the options of the plugin: `output`',
  )
})

interface DevServer extends AsyncDisposable {
  server: ViteDevServer
  out(): Promise<unknown>
}

async function serve(fixture: Fixture): Promise<DevServer> {
  const server = await createServer(
    configFor(fixture, {
      server: { middlewareMode: true, ws: false },
      appType: 'custom',
      optimizeDeps: { noDiscovery: true },
    }),
  )
  return {
    server,
    out: async () => (await server.ssrLoadModule('/main.js')).out,
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** Waits until the server sends a message to the page. */
function sentBy({ environments }: ViteDevServer): (message: object) => Promise<void> {
  const messages = buildQueue()
  vi.spyOn(environments.client.hot, 'send').mockImplementation((message: unknown) => messages.push(message))
  return (wanted) => messages.until(async (message) => expect(message).toEqual(wanted))
}

test('the dev server follows edits, new, broken, mended and deleted prompts', {
  timeout: 90_000,
}, async () => {
  await using fixture = await createFixture()
  await using dev = await serve(fixture)
  const becomes = (out: unknown) => vi.waitFor(async () => expect(await dev.out()).toEqual(out), soon)
  await becomes(['First words.', 'Fallback: First words.'])

  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
  await becomes(['Second words.', 'Fallback: First words.'])

  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  await vi.waitFor(async () => expect(await failureOf(dev.out())).toMatchObject({ loc: { line: 6 } }), soon)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
  await becomes(['Second words.', 'Fallback: First words.'])

  await fixture.write({ 'main.js': "import * as all from '#prompts'\nexport const out = Object.keys(all)" })
  await becomes(['ragQa'])
  await fixture.write(promptFiles('summary', 'A new prompt.'))
  await becomes(['ragQa', 'summary'])
  await fixture.remove('prompts/summary')
  await becomes(['ragQa'])
})

test('the dev server starts with a broken template, and mends', { timeout: 30_000 }, async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  await using dev = await serve(fixture)
  expect(await failureOf(dev.out())).toMatchObject({
    id: join(fixture.root, 'prompts/rag-qa/prod.yaml'),
    loc: { line: 6, column: 7 },
    frame: expect.stringContaining('{{#passages}}'),
  })
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
  await vi.waitFor(
    async () => expect(await dev.out()).toEqual(['Mended words.', 'Fallback: First words.']),
    soon,
  )
})

test('shows an error over the page, and takes it away', { timeout: 30_000 }, async () => {
  await using fixture = await createFixture()
  await using dev = await serve(fixture)
  await dev.out()
  const sends = sentBy(dev.server)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  await sends({
    type: 'error',
    err: expect.objectContaining({
      plugin: 'understudy',
      loc: expect.objectContaining({ line: 6 }),
      frame: expect.any(String),
    }),
  })
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('First words.') })
  await sends({ type: 'update', updates: [] })
})

test('an edit leads to one hot update of the module that accepts it', { timeout: 30_000 }, async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'main.js': `${await fixture.read('main.js')}\nimport.meta.hot?.accept()` })
  await using dev = await serve(fixture)
  const { client } = dev.server.environments
  await client.transformRequest('/main.js')
  await client.transformRequest('/.understudy/rag-qa.js')
  const sends = sentBy(dev.server)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
  await sends({
    type: 'update',
    updates: [expect.objectContaining({ type: 'js-update', path: '/main.js' })],
  })
  const result = await client.transformRequest('/.understudy/rag-qa.js')
  expect(result?.code).toContain('Second words.')
  expect(client.hot.send).toHaveBeenCalledTimes(1)
})
