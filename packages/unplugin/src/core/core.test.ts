import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFixture, openaiTemplate } from '../testing/fixture.ts'
import { createCore } from './core.ts'

test('runs once until something changed', async () => {
  await using fixture = await createFixture()
  const core = createCore({ root: fixture.root })
  const [one, two] = await Promise.all([core.current(), core.current()])
  expect(one).toBe(two)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Other words.') })
  expect(await core.current()).toBe(one)
  core.invalidate()
  expect((await core.current()).written).toContain('rag-qa.js')
})

test('knows by whole path segments what it depends on', async () => {
  await using fixture = await createFixture()
  const core = createCore({ root: fixture.root })
  const affects = (path: string) => core.affects(join(fixture.root, path))
  expect(affects('prompts/rag-qa/prod.yaml')).toBe(true)
  expect(affects('prompts')).toBe(true)
  expect(affects('understudy.config.ts')).toBe(true)
  expect(affects('prompts-old/rag-qa/prod.yaml')).toBe(false)
  expect(affects('src/prompts/rag-qa/prod.yaml')).toBe(false)
  expect(affects('my-understudy.config.ts')).toBe(false)
  expect(affects('.understudy/rag-qa.js')).toBe(false)
})
