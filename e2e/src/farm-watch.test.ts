import { createBundleHandler, type JsPlugin, NoopLogger, resolveConfig } from '@farmfe/core'
import { expect, test } from 'vitest'
import { buildQueue } from '../../packages/unplugin/src/testing/build-queue.ts'
import { createFixture, openaiTemplate } from '../../packages/unplugin/src/testing/fixture.ts'
import { farmConfig } from './bundlers/farm.ts'

test('farm watches the templates of the prompts that it has built', { timeout: 60_000 }, async () => {
  await using fixture = await createFixture()
  const builds = buildQueue()
  const report: JsPlugin = { name: 'report', writeResources: { executor: () => builds.push() } }
  const { plugins, ...config } = farmConfig({ root: fixture.root })
  const logger = new NoopLogger()
  const resolved = await resolveConfig(
    { ...config, plugins: [...plugins, report] },
    'development',
    logger,
    false,
  )
  const watcher = await createBundleHandler(resolved, logger, true)
  const ready = new Promise<void>((resolve) => watcher.getInternalWatcher().once('ready', resolve))
  const says = (words: string) =>
    builds.until(async () =>
      expect(await fixture.execute('dist/out.mjs')).toEqual([words, 'Fallback: First words.']),
    )
  await says('First words.')
  await ready
  for (const words of ['Second words.', 'Third words.']) {
    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate(words) })
    await says(words)
  }
  watcher.close()
})
