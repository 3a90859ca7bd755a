import { expect, test } from 'vitest'
import { createFixture } from '../../packages/unplugin/src/testing/fixture.ts'
import { bunBundler } from './bundlers/bun.ts'
import { farmBundler } from './bundlers/farm.ts'

test.each([bunBundler, farmBundler])(
  '$name: a prompt imported by code for the browser fails the build',
  async ({ build }) => {
    await using fixture = await createFixture()
    const failure = await build({ root: fixture.root, plugin: { browser: true } }).then(() => 'none', String)
    expect(failure).toContain('the prompt would reach the browser: main.js → #prompts/rag-qa')
    await build({ root: fixture.root, plugin: { browser: true, config: { client: { 'rag-qa': 'allow' } } } })
  },
)
