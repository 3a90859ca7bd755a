import { inspect, isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { buildQueue } from './build-queue.ts'
import type { WatchingBundler } from './bundler.ts'
import { BROKEN, createFixture, openaiTemplate, promptFiles } from './fixture.ts'

/** An entry that tells what every prompt says. */
const MAIN = `import * as all from '#prompts'
export const out = Object.fromEntries(
  Object.values(all).map((prompt) => [prompt.name, prompt.chain[0].request({ question: 'Why?' }).messages[0].content]),
)
`

/** Lets a bundler watch a project, changes the prompts, and executes the output after each build. */
export function testWatch({ name, watch }: WatchingBundler): void {
  describe(`${name} watches`, { timeout: 90_000 }, () => {
    test('edits, new, renamed, deleted, broken and mended prompts', async () => {
      await using fixture = await createFixture('First words.', { 'main.js': MAIN })
      const builds = buildQueue()
      await using _watching = await watch({ root: fixture.root }, builds.push)
      const shows = (out: unknown) =>
        builds.until(async (failure) => {
          if (failure !== undefined) throw failure
          const shown = await fixture.execute('dist/out.mjs')
          if (!isDeepStrictEqual(shown, out)) throw new Error(`The output is ${inspect(shown)}.`)
        })

      await shows({ 'rag-qa': 'First words.' })

      await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
      await shows({ 'rag-qa': 'Second words.' })

      await fixture.writeSlowly('prompts/rag-qa/prod.yaml', openaiTemplate('Slow words.'))
      await shows({ 'rag-qa': 'Slow words.' })

      await fixture.write(promptFiles('support/summary', 'A new prompt.'))
      await shows({ 'rag-qa': 'Slow words.', 'support/summary': 'A new prompt.' })

      await fixture.rename('prompts/support/summary', 'prompts/support/digest')
      await shows({ 'rag-qa': 'Slow words.', 'support/digest': 'A new prompt.' })

      await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
      await builds.until(async (failure) => {
        const told = `${failure instanceof Error ? failure.message : ''}${inspect(failure, { depth: 8 })}`
        expect(told).toContain('Close it with {{/passages}}.')
      })
      await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
      await shows({ 'rag-qa': 'Mended words.', 'support/digest': 'A new prompt.' })

      await fixture.remove('prompts/support')
      await shows({ 'rag-qa': 'Mended words.' })
    })

    test('from a broken start, and an import of a prompt that is yet to come', async () => {
      await using fixture = await createFixture('First words.', {
        'prompts/rag-qa/prod.yaml': BROKEN,
        'main.js': "import { later } from '#prompts/later'\nexport const out = later.name",
      })
      const builds = buildQueue()
      await using _watching = await watch({ root: fixture.root }, builds.push)
      const fails = (text: string) =>
        builds.until(async (failure) => {
          expect(
            `${failure instanceof Error ? failure.message : ''}${inspect(failure, { depth: 8 })}`,
          ).toContain(text)
        })
      await fails('Close it with {{/passages}}.')
      await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
      await fails('there is no prompt "later"')
      await fixture.write(promptFiles('later', 'Here it is.'))
      await builds.until(async (failure) => {
        if (failure !== undefined) throw failure
        expect(await fixture.execute('dist/out.mjs')).toBe('later')
      })
    })

    test('an entry that imports no prompt', async () => {
      await using fixture = await createFixture('First words.', { 'main.js': 'export const out = 1' })
      const builds = buildQueue()
      await using _watching = await watch({ root: fixture.root }, builds.push)
      await builds.until(async (failure) => expect(failure).toBeUndefined())
      await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
      await builds.until(async (failure) => expect(failure).toBeDefined())
      await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
      await builds.until(async (failure) => expect(failure).toBeUndefined())
    })
  })
}
