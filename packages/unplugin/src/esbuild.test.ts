import { type BuildFailure, type BuildOptions, build } from 'esbuild'
import { expect, test } from 'vitest'
import understudy from './esbuild.ts'
import { BROKEN, createFixture, type Fixture, promptFiles, SOURCE_CONDITION } from './testing/fixture.ts'

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

test('takes a root and a configuration', async () => {
  await using fixture = await createFixture()
  await fixture.write({ 'app/main.js': await fixture.read('main.js') })
  const plugins = [understudy({ root: '..', config: { output: 'generated' } })]
  await build(optionsFor(fixture, { absWorkingDir: `${fixture.root}/app`, plugins }))
  expect(await fixture.run('app/out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
  expect(await fixture.list('generated')).toContain('rag-qa.js')
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

test('one instance may serve two builds at once', async () => {
  await using one = await createFixture('Words of one.')
  await using two = await createFixture('Words of two.')
  const plugins = [understudy()]
  await Promise.all([build(optionsFor(one, { plugins })), build(optionsFor(two, { plugins }))])
  expect(await one.run('out.mjs')).toEqual(['Words of one.', 'Fallback: Words of one.'])
  expect(await two.run('out.mjs')).toEqual(['Words of two.', 'Fallback: Words of two.'])
})

test('two instances that both ask how an entry is resolved come to an end', async () => {
  await using fixture = await createFixture()
  await build(optionsFor(fixture, { plugins: [understudy(), understudy()] }))
  expect(await fixture.run('out.mjs')).toEqual(['First words.', 'Fallback: First words.'])
})
