import { createBundleHandler, type JsPlugin, NoopLogger, resolveConfig } from '@farmfe/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type BuildQueue, buildQueue } from '../../packages/unplugin/src/testing/build-queue.ts'
import {
  BROKEN,
  createFixture,
  type Fixture,
  openaiTemplate,
  promptFiles,
} from '../../packages/unplugin/src/testing/fixture.ts'
import { farmConfig } from './bundlers/farm.ts'

/** Lets farm watch a project, with its watcher ready. */
async function watch({ root }: Fixture): Promise<BuildQueue & Disposable> {
  const builds = buildQueue()
  const report: JsPlugin = { name: 'report', writeResources: { executor: () => builds.push() } }
  const { plugins, ...config } = farmConfig({ root })
  const logger = new NoopLogger()
  const resolved = await resolveConfig(
    { ...config, plugins: [...plugins, report] },
    'development',
    logger,
    false,
  )
  const watcher = await createBundleHandler(resolved, logger, true)
  await new Promise<void>((resolve) => watcher.getInternalWatcher().once('ready', resolve))
  return { ...builds, [Symbol.dispose]: () => watcher.close() }
}

test('farm watches the templates of the prompts that it has built, broken and mended ones too', {
  timeout: 60_000,
}, async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => stderr.mockRestore())
  await using fixture = await createFixture()
  using builds = await watch(fixture)
  const says = (words: string) =>
    builds.until(async () =>
      expect(await fixture.execute('dist/out.mjs')).toEqual([words, 'Fallback: First words.']),
    )
  await says('First words.')
  for (const words of ['Second words.', 'Third words.']) {
    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate(words) })
    await says(words)
  }
  await fixture.writeSlowly('prompts/rag-qa/prod.yaml', openaiTemplate('Slow words.'))
  await says('Slow words.')
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  await vi.waitFor(
    () =>
      expect(stderr).toHaveBeenCalledWith(expect.stringMatching(/^error: .*prod\.yaml:6:.*Close it with/s)),
    { timeout: 20_000 },
  )
  expect(await fixture.execute('dist/out.mjs')).toEqual(['Slow words.', 'Fallback: First words.'])
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
  await says('Mended words.')
})

test('farm sees prompts come, go and change their names', { timeout: 60_000 }, async () => {
  await using fixture = await createFixture('First words.', {
    'main.js':
      "import * as all from '#prompts'\nexport const out = Object.values(all).map((prompt) => prompt.name)",
  })
  using builds = await watch(fixture)
  const shows = (...names: string[]) =>
    builds.until(async () => expect(await fixture.execute('dist/out.mjs')).toEqual(names))
  await shows('rag-qa')
  await fixture.write(promptFiles('summary', 'A new prompt.'))
  await shows('rag-qa', 'summary')
  await fixture.rename('prompts/summary', 'prompts/digest')
  await shows('digest', 'rag-qa')
  await fixture.remove('prompts/digest')
  await shows('rag-qa')
})
