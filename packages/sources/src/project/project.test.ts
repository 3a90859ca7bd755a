import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { CACHE_FILE } from '../cache/cache-file.ts'
import { FILE_LIST } from '../emit/file-list.ts'
import { anthropicTemplate, openaiTemplate, promptFiles, tempProject } from '../testing/temp-project.ts'
import { createProject } from './project.ts'

const OUTPUT = [
  CACHE_FILE,
  FILE_LIST,
  'index.d.ts',
  'index.js',
  'manifest.json',
  'package.json',
  'rag-qa.d.ts',
  'rag-qa.js',
  'template.schema.json',
]

test('generates typed modules, then does nothing while nothing changes', async () => {
  await using project = await tempProject(promptFiles('rag-qa'))
  const { generate } = createProject({ root: project.root })
  const first = await generate()
  expect(first).toMatchObject({ prompts: ['rag-qa'], errors: [], warnings: [], removed: [], unchanged: 0 })
  expect(first.output).toBe(join(project.root, '.understudy'))
  expect(first.written).toEqual(OUTPUT.slice(2))
  expect(await project.list('.understudy')).toEqual(OUTPUT)
  expect(JSON.parse(await project.read('.understudy/package.json'))).toEqual({
    type: 'module',
    sideEffects: false,
  })

  expect(await generate()).toMatchObject({ written: [], removed: [], unchanged: 7 })
})

test('follows an edit, a new prompt and one that went', async () => {
  await using project = await tempProject(promptFiles('rag-qa', 'Old words.'))
  const { generate } = createProject({ root: project.root })
  await generate()

  await project.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('New words.') })
  expect((await generate()).written).toContain('rag-qa.js')
  expect(await project.read('.understudy/rag-qa.js')).toContain('New words.')

  await project.write(promptFiles('summary'))
  expect((await generate()).written).toEqual([
    'index.d.ts',
    'index.js',
    'manifest.json',
    'summary.d.ts',
    'summary.js',
  ])

  await project.remove('prompts/rag-qa')
  expect(await generate()).toMatchObject({ prompts: ['summary'], removed: ['rag-qa.d.ts', 'rag-qa.js'] })
  expect(await project.list('.understudy')).not.toContain('rag-qa.js')
})

test('with one error in one template nothing at all is written', async () => {
  await using project = await tempProject(promptFiles('rag-qa', 'Old words.'))
  const { generate } = createProject({ root: project.root })
  await generate()
  const before = await project.read('.understudy/manifest.json')
  await project.write({
    'prompts/rag-qa/prod.yaml': openaiTemplate('New words.'),
    'prompts/summary/prod.yaml':
      'provider: openai\nmodel: gpt-5.4-mini\nmessages:\n  - role: user\n    content: "{{#open}}"\n',
    'prompts/summary/fallback.yaml': anthropicTemplate(),
  })
  const result = await generate()
  expect(result).toMatchObject({ written: [], removed: [], prompts: ['rag-qa', 'summary'] })
  expect(result.errors).toMatchObject([
    {
      name: 'BuildError',
      prompt: 'summary',
      environment: 'prod',
      file: 'prompts/summary/prod.yaml',
      line: 5,
    },
  ])
  expect(await project.list('.understudy')).toEqual(OUTPUT)
  expect(await project.read('.understudy/manifest.json')).toBe(before)

  await project.write({ 'prompts/summary/prod.yaml': openaiTemplate() })
  expect(await generate()).toMatchObject({ errors: [] })
  expect(await project.read('.understudy/rag-qa.js')).toContain('New words.')
})

test('a check tells what would change and writes nothing', async () => {
  await using project = await tempProject(promptFiles('rag-qa'))
  const { check, generate } = createProject({ root: project.root })
  expect((await check()).written).toEqual(OUTPUT.slice(2))
  expect(await project.list('.understudy')).toEqual([])
  await generate()
  expect(await check()).toMatchObject({ written: [], removed: [] })
})

test('takes a changed configuration on the next run', async () => {
  await using project = await tempProject({
    ...promptFiles('rag-qa'),
    'prompts/rag-qa/staging.yaml': openaiTemplate('Staging words.'),
  })
  const { generate } = createProject({ root: project.root, mode: 'staging' })
  await generate()
  expect(await project.read('.understudy/rag-qa.js')).not.toContain('Staging words.')

  await project.write({
    'understudy.config.mjs': 'export default { environments: (mode) => [mode, "fallback"] }',
  })
  await generate()
  expect(await project.read('.understudy/rag-qa.js')).toContain('Staging words.')

  await project.write({ 'understudy.config.mjs': 'export default { oops: true }' })
  expect((await generate()).errors).toMatchObject([{ code: 'config', file: 'understudy.config.mjs' }])
})

test('a prompt without a fallback warns, and fails when strict', async () => {
  await using project = await tempProject({ 'prompts/rag-qa/prod.yaml': openaiTemplate() })
  const lenient = await createProject({ root: project.root, config: {} }).generate()
  expect(lenient).toMatchObject({ errors: [], warnings: [{ code: 'missing_fallback', prompt: 'rag-qa' }] })
  const strict = await createProject({ root: project.root, config: { strict: true } }).check()
  expect(strict).toMatchObject({ errors: [{ code: 'missing_fallback' }], warnings: [] })
})

test('a missing folder is an error of the source', async () => {
  await using project = await tempProject()
  const result = await createProject({ root: project.root }).generate()
  expect(result).toMatchObject({ written: [], errors: [{ code: 'source' }] })
  expect(await project.list('.')).toEqual([])
})

test('asks a source for every environment of every chain', async () => {
  await using project = await tempProject()
  const asked: unknown[] = []
  const source = {
    name: 'a source of the test',
    read: async (context: unknown) => {
      asked.push(context)
      return { templates: [], partials: [] }
    },
  }
  const config = { source, chains: { 'rag-qa': ['prod', 'third'] } }
  await createProject({ root: project.root, config }).check()
  expect(asked).toEqual([{ root: project.root, environments: ['prod', 'fallback', 'third'] }])
})

test('an unexpected failure of a source is thrown as it is', async () => {
  await using project = await tempProject()
  const source = { name: 'broken', read: () => Promise.reject(new TypeError('a bug')) }
  await expect(createProject({ root: project.root, config: { source } }).generate()).rejects.toThrow('a bug')
})

test('two projects in one process do not meet', async () => {
  await using one = await tempProject(promptFiles('one'))
  await using two = await tempProject({
    ...promptFiles('two'),
    'understudy.config.mjs': 'export default { output: "out" }',
  })
  const results = await Promise.all([one, two].map(({ root }) => createProject({ root }).generate()))
  expect(results.map(({ prompts }) => prompts)).toEqual([['one'], ['two']])
  expect(await one.list('.understudy')).not.toContain('two.js')
  expect(await two.list('out')).toContain('two.js')
  expect(await two.list('.understudy')).toEqual([])
})

test('many calls at once leave one sound output', async () => {
  await using project = await tempProject(promptFiles('rag-qa'))
  const { generate } = createProject({ root: project.root })
  const other = createProject({ root: project.root })
  const results = await Promise.all([generate(), generate(), other.generate(), generate(), other.generate()])
  expect(results.flatMap(({ errors }) => errors)).toEqual([])
  expect(await project.list('.understudy')).toEqual(OUTPUT)
})

test('names what to watch', async () => {
  await using project = await tempProject({
    ...promptFiles('rag-qa'),
    'understudy.config.mjs': 'export default {}',
  })
  const opened = createProject({ root: project.root })
  expect(opened.watchList()).toEqual({
    files: ['ts', 'mts', 'js', 'mjs'].map((extension) =>
      join(project.root, `understudy.config.${extension}`),
    ),
    folders: [join(project.root, 'prompts')],
  })
  const folder = pathToFileURL(join(import.meta.dirname, '../config.ts')).href
  await project.write({
    'understudy.config.mjs': `import { folder } from ${JSON.stringify(folder)}\nexport default { source: folder('texts') }`,
  })
  await opened.generate()
  expect(opened.watchList().folders).toEqual([join(project.root, 'texts')])
})
