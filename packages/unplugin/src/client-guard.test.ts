import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rspack } from '@rspack/core'
import { type BuildOptions, build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build, createServer, type InlineConfig } from 'vite'
import { describe, expect, test, vi } from 'vitest'
import webpack from 'webpack'
import viaEsbuild, { type PluginOptions } from './esbuild.ts'
import viaRolldown from './rolldown.ts'
import viaRollup from './rollup.ts'
import viaRspack from './rspack.ts'
import { createFixture, type Fixture, promptFiles, SOURCE_CONDITION } from './testing/fixture.ts'
import viaVite from './vite.ts'
import viaWebpack from './webpack.ts'

/** A page whose module imports the prompt by way of another. */
const PAGE = {
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'src/main.js': "import { answer } from './answer.js'\nglobalThis.answer = answer",
  'src/answer.js': "import { ragQa } from '#prompts/rag-qa'\nexport const answer = () => ragQa.chain",
}

const DIRECT = 'src/main.js → src/answer.js → #prompts/rag-qa'

interface Bundler {
  /** Builds `src/main.js` for the browser; the text of what was built. */
  browser(fixture: Fixture, options?: PluginOptions): Promise<string>
  /** The same for a server. */
  server(fixture: Fixture, options?: PluginOptions): Promise<string>
}

const viteConfig = (fixture: Fixture, options: PluginOptions, config: InlineConfig = {}): InlineConfig => ({
  root: fixture.root,
  configFile: false,
  logLevel: 'silent',
  resolve: { conditions: [SOURCE_CONDITION] },
  ssr: { resolve: { conditions: [SOURCE_CONDITION] } },
  plugins: [viaVite(options)],
  ...config,
  build: { minify: false, ...config.build },
})

async function textOf(fixture: Fixture): Promise<string> {
  const files = (await fixture.list('dist')).filter((file) => /\.m?js$/.test(file))
  return (await Promise.all(files.map((file) => fixture.read(join('dist', file))))).join('\n')
}

const esbuildOptions = (fixture: Fixture, options: PluginOptions, more: BuildOptions): BuildOptions => ({
  absWorkingDir: fixture.root,
  entryPoints: ['src/main.js'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  conditions: [SOURCE_CONDITION],
  logLevel: 'silent',
  plugins: [viaEsbuild(options)],
  ...more,
})

const external = (id: string): boolean => id.startsWith('@understudy/')

async function buildWithRolldown(
  fixture: Fixture,
  options: PluginOptions = {},
  platform: 'browser' | 'node',
): Promise<string> {
  const input = join(fixture.root, 'src/main.js')
  const bundle = await rolldown({
    input,
    platform,
    external,
    logLevel: 'silent',
    plugins: [viaRolldown({ ...options, root: fixture.root })],
  })
  await bundle.write({ dir: join(fixture.root, 'dist') })
  await bundle.close()
  return textOf(fixture)
}

async function buildWithRollup(fixture: Fixture, options: PluginOptions = {}): Promise<string> {
  const input = join(fixture.root, 'src/main.js')
  const plugins = [viaRollup({ ...options, root: fixture.root }), nodeResolve()]
  const bundle = await rollup({ input, external, logLevel: 'silent', plugins })
  await bundle.write({ dir: join(fixture.root, 'dist') })
  await bundle.close()
  return textOf(fixture)
}

const compilerOptions = <Plugin>(fixture: Fixture, plugin: Plugin, target: 'web' | 'node') => ({
  context: fixture.root,
  mode: 'production' as const,
  target,
  entry: './src/main.js',
  optimization: { minimize: false },
  externals: /^@understudy\//,
  externalsType: 'commonjs' as const,
  output: { path: join(fixture.root, 'dist'), filename: 'out.js' },
  plugins: [plugin],
})

interface Compiler {
  run(
    done: (error: Error | null, stats?: { hasErrors(): boolean; toString(options: object): string }) => void,
  ): void
  close(done: () => void): void
}

async function compile(fixture: Fixture, compiler: Compiler): Promise<string> {
  const failure = await new Promise<string>((resolve) =>
    compiler.run((error, stats) =>
      resolve(error ? String(error) : stats?.hasErrors() ? stats.toString({ all: false, errors: true }) : ''),
    ),
  )
  await new Promise<void>((resolve) => compiler.close(resolve))
  if (failure !== '') throw new Error(failure)
  return textOf(fixture)
}

const bundlers: Record<string, Bundler> = {
  vite: {
    async browser(fixture, options = {}) {
      await build(viteConfig(fixture, options))
      return textOf(fixture)
    },
    async server(fixture, options = {}) {
      await build(viteConfig(fixture, options, { build: { ssr: 'src/main.js' } }))
      return textOf(fixture)
    },
  },
  esbuild: {
    async browser(fixture, options = {}) {
      await esbuild(esbuildOptions(fixture, options, { platform: 'browser' }))
      return textOf(fixture)
    },
    async server(fixture, options = {}) {
      await esbuild(esbuildOptions(fixture, options, { platform: 'node' }))
      return textOf(fixture)
    },
  },
  rolldown: {
    browser: (fixture, options) => buildWithRolldown(fixture, options, 'browser'),
    server: (fixture, options) => buildWithRolldown(fixture, options, 'node'),
  },
  // Rollup has no word for the browser.
  rollup: {
    browser: (fixture, options) => buildWithRollup(fixture, { browser: true, ...options }),
    server: (fixture, options) => buildWithRollup(fixture, options),
  },
  webpack: {
    browser: (fixture, options) =>
      compile(fixture, webpack(compilerOptions(fixture, viaWebpack(options), 'web'))),
    server: (fixture, options) =>
      compile(fixture, webpack(compilerOptions(fixture, viaWebpack(options), 'node'))),
  },
  rspack: {
    browser: (fixture, options) =>
      compile(fixture, rspack(compilerOptions(fixture, viaRspack(options), 'web'))),
    server: (fixture, options) =>
      compile(fixture, rspack(compilerOptions(fixture, viaRspack(options), 'node'))),
  },
}

async function messageOf(building: Promise<string>): Promise<string> {
  return building.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: unknown) => String(failure),
  )
}

describe.each(Object.entries(bundlers))('%s', (_, bundler) => {
  test('a prompt in a bundle for the browser fails the build, with the chain and the next step', async () => {
    await using fixture = await createFixture('Secret sauce.', PAGE)
    const message = await messageOf(bundler.browser(fixture))
    expect(message).toContain(`rag-qa: the prompt would reach the browser: `)
    expect(message).toContain(DIRECT)
    expect(await fixture.list('dist')).toEqual([])
  })

  test('the same module may be in a bundle for a server', async () => {
    await using fixture = await createFixture('Server words.', PAGE)
    expect(await bundler.server(fixture)).toContain('Server words.')
  })

  test.each([
    ['all', 'allow'],
    ['the one', { 'rag-qa': 'allow' }],
  ] as const)('a configuration that permits %s lets it pass', async (_name, client) => {
    await using fixture = await createFixture('Public words.', PAGE)
    expect(await bundler.browser(fixture, { config: { client } })).toContain('Public words.')
  })

  test('to permit one prompt permits no other', async () => {
    await using fixture = await createFixture('Public words.', {
      ...PAGE,
      ...promptFiles('summary', 'Private words.'),
      'src/main.js':
        "import './answer.js'\nimport { summary } from '#prompts/summary'\nglobalThis.x = summary.name",
    })
    const message = await messageOf(bundler.browser(fixture, { config: { client: { 'rag-qa': 'allow' } } }))
    expect(message).toContain('src/main.js → #prompts/summary')
    expect(message).not.toContain('→ #prompts/rag-qa')
  })

  test('a dynamic import is found', async () => {
    await using fixture = await createFixture('Words.', {
      ...PAGE,
      'src/main.js': "globalThis.load = () => import('./answer.js')",
    })
    expect(await messageOf(bundler.browser(fixture))).toContain(DIRECT)
    expect(await fixture.list('dist')).toEqual([])
  })

  test('an import through the index is found', async () => {
    await using fixture = await createFixture('Words.', {
      ...PAGE,
      ...promptFiles('summary', 'Other words.'),
      'src/answer.js': "import { ragQa } from '#prompts'\nexport const answer = () => ragQa.chain",
    })
    const message = await messageOf(bundler.browser(fixture))
    expect(message).toContain('src/answer.js → #prompts → #prompts/rag-qa')
    expect(message).not.toContain('#prompts/summary')
  })

  test('an import by a dependency of the workspace is found', async () => {
    await using fixture = await createFixture('Words.', {
      ...PAGE,
      'src/main.js': "import { answer } from 'lib'\nglobalThis.answer = answer",
      'node_modules/lib/package.json': '{ "name": "lib", "type": "module", "main": "index.js" }',
      'node_modules/lib/index.js': "export { answer } from '../../src/answer.js'",
    })
    expect(await messageOf(bundler.browser(fixture))).toContain(
      'src/main.js → node_modules/lib/index.js → src/answer.js → #prompts/rag-qa',
    )
  })

  test('an import by the path of the generated file is found', async () => {
    await using fixture = await createFixture('Words.', PAGE)
    await bundler.server(fixture)
    await fixture.remove('dist')
    await fixture.write({ 'src/answer.js': "export { ragQa as answer } from '../.understudy/rag-qa.js'" })
    expect(await messageOf(bundler.browser(fixture))).toContain(DIRECT)
  })

  test('what is imported and not used leaves no byte, and fails nothing', async () => {
    await using fixture = await createFixture('Words.', {
      ...PAGE,
      'src/answer.js': "export { ragQa } from '#prompts/rag-qa'\nexport const answer = 1",
    })
    expect(await bundler.browser(fixture)).not.toContain('Words.')
  })

  test('the option `browser` overrules what the bundler says', async () => {
    await using fixture = await createFixture('Words.', PAGE)
    expect(await bundler.browser(fixture, { browser: false })).toContain('Words.')
    expect(await messageOf(bundler.server(fixture, { browser: true }))).toContain(DIRECT)
  })

  test('a permitted prompt that does not exist is an error', async () => {
    await using fixture = await createFixture('Words.', PAGE)
    const message = await messageOf(bundler.server(fixture, { config: { client: { 'rag-aq': 'allow' } } }))
    expect(message).toContain('`client` in the config names a prompt that does not exist')
  })
})

test('esbuild: a bundle for an edge worker is none for the browser', async () => {
  await using fixture = await createFixture('Edge words.', PAGE)
  const conditions = ['workerd', 'worker', 'browser', SOURCE_CONDITION]
  await esbuild(esbuildOptions(fixture, {}, { platform: 'browser', conditions }))
  expect(await textOf(fixture)).toContain('Edge words.')
})

test('esbuild: a leak is in no output file, where the caller writes them', async () => {
  await using fixture = await createFixture('Words.', PAGE)
  const options = esbuildOptions(fixture, {}, { platform: 'browser', write: false })
  const failure: unknown = await esbuild(options).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    errors: [
      {
        text: expect.stringMatching(/^src\/answer\.js: rag-qa: /),
        notes: [{ text: expect.stringContaining(`client: { "rag-qa": 'allow' }`) }],
      },
    ],
  })
})

test("vite's dev server refuses the prompt to a page, gives it to the server, and follows the config", {
  timeout: 30_000,
}, async () => {
  await using fixture = await createFixture('Dev words.', {
    ...PAGE,
    'understudy.config.mjs': "export default { client: 'deny' }",
  })
  const config = viteConfig(
    fixture,
    {},
    {
      server: { middlewareMode: true, ws: false },
      appType: 'custom',
      optimizeDeps: { noDiscovery: true },
    },
  )
  const server = await createServer(config)
  try {
    const { client } = server.environments
    await client.transformRequest('/src/main.js')
    await client.transformRequest('/src/answer.js')
    const refused: unknown = await client
      .transformRequest('/.understudy/rag-qa.js')
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ plugin: 'understudy', message: expect.stringContaining(DIRECT) })

    const { answer }: { answer?: () => unknown[] } = await server.ssrLoadModule('/src/answer.js')
    expect(answer?.()).toHaveLength(2)

    await vi.waitFor(
      async () => {
        // The server's watcher may not stand yet, so the edit is made until it is seen.
        await fixture.write({ 'understudy.config.mjs': "export default { client: { 'rag-qa': 'allow' } }" })
        const permitted = await client.transformRequest('/.understudy/rag-qa.js')
        expect(permitted?.code).toContain('Dev words.')
      },
      { timeout: 15_000, interval: 100 },
    )
  } finally {
    await server.close()
  }
})
