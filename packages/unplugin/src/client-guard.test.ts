import { build as esbuild } from 'esbuild'
import { build, createServer } from 'vite'
import { expect, test, vi } from 'vitest'
import { browserBundlers, esbuildOptions, viteConfig } from './testing/browser-bundlers.ts'
import { everyChunk } from './testing/every-chunk.ts'
import { createFixture, SOURCE_CONDITION } from './testing/fixture.ts'
import { DIRECT, PAGE, testFirstGuards } from './testing/test-client-guard.ts'

// All cases are in the slow tests.
for (const [name, bundler] of Object.entries(browserBundlers)) testFirstGuards(name, bundler)

const WORKER = {
  ...PAGE,
  'src/main.js': "new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })",
  'src/worker.js': "import { answer } from './answer.js'\npostMessage(answer())",
}

test("vite: a prompt in a page's worker fails the build, and a permitted one is in the manifest", async () => {
  await using fixture = await createFixture('Worker words.', WORKER)
  const failure: unknown = await build(viteConfig(fixture, {})).catch((error: unknown) => error)
  expect(String(failure)).toContain(
    'the prompt would reach the browser: src/worker.js → src/answer.js → #prompts/rag-qa',
  )
  expect(await fixture.list('dist')).toEqual([])
  const config = viteConfig(fixture, { config: { client: 'allow' } })
  await build({ ...config, worker: { format: 'es', plugins: () => [{ name: 'of-the-user' }] } })
  expect(await everyChunk(fixture)).toContain('Worker words.')
  expect(Object.keys(JSON.parse(await fixture.read('dist/understudy-manifest.json')).prompts)).toEqual([
    'rag-qa',
  ])
})

test('esbuild: a bundle for an edge worker is none for the browser', async () => {
  await using fixture = await createFixture('Edge words.', PAGE)
  const conditions = ['workerd', 'worker', 'browser', SOURCE_CONDITION]
  await esbuild(esbuildOptions(fixture, {}, { platform: 'browser', conditions }))
  expect(await everyChunk(fixture)).toContain('Edge words.')
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
