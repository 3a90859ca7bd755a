import { type BuildOptions, build as esbuild } from 'esbuild'
import { build, createServer, type InlineConfig } from 'vite'
import { expect, test } from 'vitest'
import viaEsbuild from './esbuild.ts'
import { checkManifest } from './testing/check-manifest.ts'
import { createFixture, type Fixture, promptFiles, SOURCE_CONDITION } from './testing/fixture.ts'
import viaVite from './vite.ts'

const MANIFEST = 'dist/understudy-manifest.json'

const viteConfig = (fixture: Fixture, config: InlineConfig = {}): InlineConfig => ({
  root: fixture.root,
  configFile: false,
  logLevel: 'silent',
  resolve: { conditions: [SOURCE_CONDITION] },
  ssr: { resolve: { conditions: [SOURCE_CONDITION] } },
  plugins: [viaVite()],
  ...config,
  build: { minify: false, ssr: 'main.js', ...config.build },
})

const esbuildOptions = (fixture: Fixture, more: BuildOptions = {}): BuildOptions => ({
  absWorkingDir: fixture.root,
  entryPoints: ['main.js'],
  outfile: 'dist/out.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  conditions: [SOURCE_CONDITION],
  logLevel: 'silent',
  plugins: [viaEsbuild()],
  ...more,
})

// The other bundlers' are among the cases of their builds.
test.each<[string, (fixture: Fixture) => Promise<unknown>]>([
  ['vite', (fixture) => build(viteConfig(fixture))],
  ['esbuild', (fixture) => esbuild(esbuildOptions(fixture))],
  [
    'esbuild into a folder',
    (fixture) => {
      const { outfile: _, ...options } = esbuildOptions(fixture)
      return esbuild({ ...options, outdir: 'dist' })
    },
  ],
])('%s: the manifest tells what the bundle really holds, and no text of it', async (_, run) => {
  await using fixture = await createFixture('First words.', promptFiles('unused', 'Never imported.'))
  await fixture.write({
    'main.js':
      "import { ragQa } from '#prompts'\nexport const out = ragQa.candidates.prod.request({ question: 'Why?' })",
  })
  await run(fixture)
  await checkManifest(fixture)
})

test.each<[string, (fixture: Fixture) => Promise<unknown>]>([
  ['vite', (fixture) => build(viteConfig(fixture))],
  ['esbuild', (fixture) => esbuild(esbuildOptions(fixture))],
])('%s: a bundle without prompts has no manifest', async (_, run) => {
  await using fixture = await createFixture('First words.', { 'main.js': 'export const out = 1' })
  await run(fixture)
  expect(await fixture.list('dist')).toHaveLength(1)
})

test('esbuild: a bundle that has no prompts any more has no manifest any more', async () => {
  await using fixture = await createFixture()
  await esbuild(esbuildOptions(fixture))
  expect(await fixture.list('dist')).toContain('understudy-manifest.json')
  await fixture.write({ 'main.js': 'export const out = 1' })
  await esbuild(esbuildOptions(fixture))
  expect(await fixture.list('dist')).toEqual(['out.mjs'])
})

test('esbuild: where the caller writes the files, the manifest is one of them', async () => {
  await using fixture = await createFixture()
  const { outputFiles = [] } = await esbuild(esbuildOptions(fixture, { write: false }))
  const manifest = outputFiles.find(({ path }) => path.endsWith(MANIFEST))
  expect(Object.keys(JSON.parse(manifest?.text ?? '').prompts)).toEqual(['rag-qa'])
  expect(new TextDecoder().decode(manifest?.contents)).toBe(manifest?.text)
  expect(await fixture.list('dist')).toEqual([])
})

test('esbuild: a bundle that goes to the standard output has none', async () => {
  await using fixture = await createFixture()
  const options = esbuildOptions(fixture, { write: false })
  delete options.outfile
  const { outputFiles = [] } = await esbuild(options)
  expect(outputFiles.map(({ path }) => path)).toEqual(['<stdout>'])
})

test("vite: the dev server writes none, and a page's bundle tells only of what is permitted there", async () => {
  await using fixture = await createFixture('First words.', {
    'index.html': '<script type="module" src="/main.js"></script>',
    'understudy.config.mjs': "export default { client: 'allow' }",
    'main.js': "import { ragQa } from '#prompts/rag-qa'\nglobalThis.x = ragQa.name",
  })
  const server = await createServer(
    viteConfig(fixture, {
      server: { middlewareMode: true, ws: false },
      appType: 'custom',
      optimizeDeps: { noDiscovery: true },
    }),
  )
  await server.environments.client.transformRequest('/main.js')
  await server.close()
  expect(await fixture.list('dist')).toEqual([])
  await build(viteConfig(fixture, { build: { ssr: false } }))
  expect(Object.keys(JSON.parse(await fixture.read(MANIFEST)).prompts)).toEqual(['rag-qa'])
})
