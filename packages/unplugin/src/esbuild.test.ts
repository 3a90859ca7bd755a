import { type BuildFailure, type BuildOptions, type BuildResult, build, context } from 'esbuild'
import { expect, test, vi } from 'vitest'
import understudy from './esbuild.ts'
import {
  BROKEN,
  createFixture,
  type Fixture,
  openaiTemplate,
  promptFiles,
  SOURCE_CONDITION,
} from './testing/fixture.ts'

const soon = { timeout: 15_000, interval: 20 }

function optionsFor(fixture: Fixture, options: BuildOptions = {}): BuildOptions {
  return {
    absWorkingDir: fixture.root,
    entryPoints: ['main.js'],
    outfile: 'out.mjs',
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: [SOURCE_CONDITION],
    logLevel: 'silent',
    plugins: [understudy()],
    ...options,
  }
}

const failureOf = (building: Promise<unknown>): Promise<BuildFailure> =>
  building.then(
    () => Promise.reject(new Error('The build did not fail.')),
    (failure: BuildFailure) => failure,
  )

test('builds a bundle that runs, with nothing of what it does not import', async () => {
  await using fixture = await createFixture('First words.', promptFiles('unused', 'Never imported.'))
  await build(optionsFor(fixture))
  expect(await fixture.run('out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.read('out.mjs')).not.toContain('Never imported.')
})

test('resolves the index, and shakes it', async () => {
  await using fixture = await createFixture('First words.', promptFiles('unused', 'Never imported.'))
  await fixture.write({ 'main.js': "export { ragQa } from '#prompts'\nexport const out = 1" })
  await build(optionsFor(fixture))
  expect(await fixture.read('out.mjs')).toContain('First words.')
  expect(await fixture.read('out.mjs')).not.toContain('Never imported.')
})

test('takes a root and a configuration', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'app/main.js': await fixture.read('main.js') })
  const plugins = [understudy({ root: '..', config: { output: 'generated' } })]
  await build(optionsFor(fixture, { absWorkingDir: `${fixture.root}/app`, plugins }))
  expect(await fixture.run('app/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.list('generated')).toContain('rag-qa.js')
})

test("leaves a dependency's own #prompts alone", async () => {
  await using fixture = await createFixture('First words.', {
    'node_modules/other/package.json':
      '{ "name": "other", "type": "module", "main": "index.js", "imports": { "#prompts/x": "./x.js" } }',
    'node_modules/other/index.js': "export { x } from '#prompts/x'",
    'node_modules/other/x.js': "export const x = 'its own'",
    'main.js':
      "import { x } from 'other'\nimport { ragQa } from '#prompts/rag-qa'\nexport const out = [x, ragQa.name]",
  })
  await build(optionsFor(fixture))
  expect(await fixture.run('out.mjs')).toEqual(['its own', 'rag-qa'])
})

test('an unknown prompt names the near ones, at its import', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'main.js': "export * from '#prompts/rag-aq'" })
  const { errors } = await failureOf(build(optionsFor(fixture)))
  expect(errors).toMatchObject([
    {
      text: 'there is no prompt "rag-aq"',
      location: { file: 'main.js', line: 1 },
      notes: [{ text: 'Did you mean #prompts/rag-qa?' }],
    },
  ])
})

test('a broken template fails the build at its own line, and writes nothing', async () => {
  await using fixture = await createFixture()
  await fixture.write({
    'prompts/rag-qa/prod.yaml': BROKEN,
    'main.js': "export * from '#prompts/rag-qa'\nexport * as all from '#prompts'",
  })
  const { errors } = await failureOf(build(optionsFor(fixture)))
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({
    text: expect.stringContaining('rag-qa (prod)'),
    location: { file: 'prompts/rag-qa/prod.yaml', line: 6, column: 6, lineText: '      {{#passages}}' },
    notes: [{ text: 'Close it with {{/passages}}.' }],
  })
  expect(await fixture.list('.understudy')).toEqual([])
  expect(await fixture.list('.')).not.toContain('out.mjs')
})

test('a broken template fails a build that imports no prompt', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN, 'main.js': 'export const out = 1' })
  expect((await failureOf(build(optionsFor(fixture)))).errors).toHaveLength(1)
})

test('a warning stays a warning', async () => {
  await using fixture = await createFixture()
  await fixture.remove('prompts/rag-qa/fallback.yaml')
  await fixture.write({ 'main.js': "export * from '#prompts/rag-qa'" })
  const { warnings } = await build(optionsFor(fixture))
  expect(warnings).toMatchObject([{ pluginName: 'understudy', text: expect.stringContaining('rag-qa') }])
})

test('two instances in one process do not meet', async () => {
  await using one = await createFixture('Words of one.')
  await using two = await createFixture('Words of two.')
  await Promise.all([build(optionsFor(one)), build(optionsFor(two))])
  expect(await one.run('out.mjs')).toEqual(['Words of one.', 'Fallback: Words of one.'])
  expect(await two.run('out.mjs')).toEqual(['Words of two.', 'Fallback: Words of two.'])
})

test('one instance may serve two builds at once', async () => {
  await using one = await createFixture('Words of one.')
  await using two = await createFixture('Words of two.')
  const plugins = [understudy()]
  await Promise.all([build(optionsFor(one, { plugins })), build(optionsFor(two, { plugins }))])
  expect(await one.run('out.mjs')).toEqual(['Words of one.', 'Fallback: Words of one.'])
  expect(await two.run('out.mjs')).toEqual(['Words of two.', 'Fallback: Words of two.'])
})

test('follows edits, new, broken, mended and deleted prompts', { timeout: 90_000 }, async () => {
  await using fixture = await createFixture()
  const builds: BuildResult[] = []
  const watch = {
    name: 'watch',
    setup: (b: { onEnd(f: (r: BuildResult) => void): void }) => b.onEnd((r) => void builds.push(r)),
  }
  const watching = await context(optionsFor(fixture, { plugins: [understudy(), watch] }))
  const becomes = (out: unknown) =>
    vi.waitFor(async () => expect(await fixture.run('out.mjs')).toEqual(out), soon)
  try {
    await watching.watch()
    await becomes(['First words.', 'Fallback: First words.'])

    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second words.') })
    await becomes(['Second words.', 'Fallback: First words.'])

    await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
    await vi.waitFor(() => expect(builds.at(-1)?.errors).toMatchObject([{ location: { line: 6 } }]), soon)
    await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Mended words.') })
    await becomes(['Mended words.', 'Fallback: First words.'])

    await fixture.write({ 'main.js': "import * as all from '#prompts'\nexport const out = Object.keys(all)" })
    await becomes(['ragQa'])
    await fixture.write(promptFiles('summary', 'A new prompt.'))
    await becomes(['ragQa', 'summary'])
    await fixture.remove('prompts/summary')
    await becomes(['ragQa'])
  } finally {
    await watching.dispose()
  }
})
