import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { folder } from '../config.ts'
import { type BuildCase, buildCases, FIRST } from './build-cases.ts'
import type { BuildRequest, Bundler } from './bundler.ts'
import { checkTypes } from './check-types.ts'
import { BROKEN, createFixture, openaiTemplate, promptFiles } from './fixture.ts'

/** All that a failed build tells, its text and its fields. */
const failureOf = (building: Promise<unknown>): Promise<string> =>
  building.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: unknown) =>
      `${failure instanceof Error ? failure.message : ''}\n${inspect(failure, { depth: 8, getters: true })}`,
  )

async function buildCase(
  { build }: Bundler,
  { files, within, plugin, out, check }: BuildCase,
): Promise<void> {
  await using fixture = await createFixture('First words.', files, { within })
  await build({ root: fixture.root, plugin })
  if (out !== undefined) expect(await fixture.execute('dist/out.mjs')).toEqual(out)
  await check?.(fixture)
}

async function refuseBrokenTemplate({ build }: Bundler): Promise<void> {
  await using fixture = await createFixture()
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  const failure = await failureOf(build({ root: fixture.root }))
  expect(failure).toContain('rag-qa (prod)')
  expect(failure).toContain('prompts/rag-qa/prod.yaml')
  expect(failure).toMatch(/prod\.yaml:6:|line: 6\b/)
  expect(failure).toContain('Close it with {{/passages}}.')
  expect(await fixture.list('.understudy')).toEqual([])
  expect(await fixture.list('dist')).toEqual([])
}

const REFUSES_BROKEN =
  'not with a broken template: tells the file, the line and the next step, and writes nothing'

/** Of the cases for a bundler the first, and a broken template: what is quick enough for every run of the tests. */
export function testFirstBuild(bundler: Bundler): void {
  describe(`${bundler.name} builds`, () => {
    test.for(buildCases.slice(0, 1))('$name', (one) => buildCase(bundler, one))
    test(REFUSES_BROKEN, () => refuseBrokenTemplate(bundler))
  })
}

/** Builds every case with a bundler and executes what it wrote. */
export function testBuilds(bundler: Bundler): void {
  const { name, build } = bundler
  describe(`${name} builds`, { timeout: 30_000 }, () => {
    test.for(buildCases)('$name', (one) => buildCase(bundler, one))

    test('types that tsc accepts, and that refuse wrong names', async () => {
      await using fixture = await createFixture()
      await build({ root: fixture.root })
      const complaints = (await checkTypes(fixture)).trim().split('\n')
      expect(complaints).toEqual([
        expect.stringMatching(/^wrong\.ts\(2,.*Cannot find module '#prompts\/none'/),
        expect.stringMatching(/^wrong\.ts\(3,.*no exported member 'other'/),
        expect.stringMatching(/^wrong\.ts\(4,.*'passage' does not exist/),
        expect.stringMatching(/^wrong\.ts\(5,.*Property 'question' is missing/),
      ])
    })

    test('two projects at once, which do not meet', async () => {
      await using one = await createFixture('Words of one.')
      await using two = await createFixture('Words of two.')
      await Promise.all([build({ root: one.root }), build({ root: two.root })])
      expect(await one.execute('dist/out.mjs')).toEqual(['Words of one.', 'Fallback: Words of one.'])
      expect(await two.execute('dist/out.mjs')).toEqual(['Words of two.', 'Fallback: Words of two.'])
    })

    test('two apps that share the prompts of their monorepo', async () => {
      const app = { 'package.json': '{ "type": "module" }' }
      await using fixture = await createFixture('Shared words.', {
        'apps/one/package.json': app['package.json'],
        'apps/one/main.js':
          "import { ragQa } from '#prompts/rag-qa'\nexport const out = ['one', ragQa.chain.length]",
        'apps/two/package.json': app['package.json'],
        'apps/two/main.js':
          "import { ragQa } from '#prompts/rag-qa'\nexport const out = ['two', ragQa.chain.length]",
      })
      const source = folder('../../prompts')
      const requests: BuildRequest[] = [
        { root: `${fixture.root}/apps/one`, plugin: { config: { source } } },
        { root: `${fixture.root}/apps/two`, plugin: { config: { source, environments: ['prod'] } } },
      ]
      await Promise.all(requests.map(build))
      expect(await fixture.execute('apps/one/dist/out.mjs')).toEqual(['one', 2])
      expect(await fixture.execute('apps/two/dist/out.mjs')).toEqual(['two', 1])
    })

    test('nothing the second time, and what changed the third', async () => {
      await using fixture = await createFixture()
      await build({ root: fixture.root })
      const before = await fixture.modified('.understudy')
      await build({ root: fixture.root })
      expect(before).toHaveProperty('rag-qa.js')
      expect(await fixture.modified('.understudy')).toEqual(before)
      await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
      await build({ root: fixture.root })
      expect(await fixture.execute('dist/out.mjs')).toEqual(['Second words.', FIRST[1]])
    })

    test('with a warning, not an error, for a prompt without a fallback', async () => {
      await using fixture = await createFixture()
      await fixture.remove('prompts/rag-qa/fallback.yaml')
      await fixture.write({
        'main.js': "import { ragQa } from '#prompts/rag-qa'\nexport const out = ragQa.name",
      })
      const warnings = await build({ root: fixture.root })
      expect(warnings.filter((warning) => warning.includes('rag-qa'))).toHaveLength(1)
      expect(await fixture.execute('dist/out.mjs')).toBe('rag-qa')
    })

    test(REFUSES_BROKEN, () => refuseBrokenTemplate(bundler))

    test('not with an unknown prompt: names the near ones and the file that imports it', async () => {
      await using fixture = await createFixture('First words.', promptFiles('summary', 'Short.'))
      await fixture.write({ 'main.js': "export * from '#prompts/rag-aq'" })
      const failure = await failureOf(build({ root: fixture.root }))
      expect(failure).toMatch(/there is no prompt \\*"rag-aq/)
      expect(failure).toContain('Did you mean #prompts/rag-qa?')
      expect(failure).toContain('main.js')
    })
  })
}
