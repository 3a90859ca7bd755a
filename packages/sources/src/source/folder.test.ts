import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { folder } from './folder.ts'
import type { SourceChange } from './source.ts'

const environments = ['prod', 'fallback']

/** What a folder delivers, with every text read. */
async function read(root: string, path?: string, since?: SourceChange) {
  const { templates, partials } = await folder(path).read({ root, environments, since })
  return {
    templates: templates.map(({ prompt, environment, file, text }) => ({ prompt, environment, file, text })),
    partials: partials.map(({ name, file, text }) => ({ name, file, text })),
  }
}

test('reads every YAML file of every prompt, in order, and nothing else', async () => {
  await using project = await tempProject({
    'prompts/b/prod.yaml': 'b prod',
    'prompts/a/prod.yml': 'a prod',
    'prompts/a/fallback.yaml': 'a fallback',
    'prompts/a/staging.yaml': 'a staging',
    'prompts/a/dataset.jsonl': '{}',
    'prompts/a/parity.json': '{}',
    'prompts/a/.hidden.yaml': 'no',
    'prompts/a/note.mustache': 'no',
    'prompts/_partials/prod.yaml': 'no',
    'prompts/_drafts/prod.yaml': 'no',
    'prompts/.git/prod.yaml': 'no',
    'prompts/readme.yaml': 'no',
    'prompts/__proto__x/notes.txt': 'no',
  })
  await mkdir(join(project.root, 'prompts/empty'))
  expect((await read(project.root, 'prompts')).templates).toEqual([
    { prompt: 'a', environment: 'fallback', file: 'prompts/a/fallback.yaml', text: 'a fallback' },
    { prompt: 'a', environment: 'prod', file: 'prompts/a/prod.yml', text: 'a prod' },
    { prompt: 'a', environment: 'staging', file: 'prompts/a/staging.yaml', text: 'a staging' },
    { prompt: 'b', environment: 'prod', file: 'prompts/b/prod.yaml', text: 'b prod' },
  ])
})

test('a name may have folders in it, and a prompt others below it', async () => {
  await using project = await tempProject({
    'prompts/support/rag-qa/prod.yaml': '1',
    'prompts/support/eu/tone/prod.yaml': '2',
    'prompts/support/prod.yaml': '3',
    'prompts/support/_old/prod.yaml': 'no',
    'prompts/support/rag-qa/.cache/prod.yaml': 'no',
  })
  const { templates } = await read(project.root)
  expect(templates.map(({ prompt, text }) => [prompt, text])).toEqual([
    ['support', '3'],
    ['support/eu/tone', '2'],
    ['support/rag-qa', '1'],
  ])
})

test('links in a circle end', async () => {
  await using project = await tempProject({ 'prompts/a/prod.yaml': '1', 'prompts/b/prod.yaml': '2' })
  await symlink(join(project.root, 'prompts/b'), join(project.root, 'prompts/a/to-b'))
  await symlink(join(project.root, 'prompts/a'), join(project.root, 'prompts/b/to-a'))
  const { templates } = await read(project.root)
  expect(templates.map(({ prompt }) => prompt)).toEqual(['a', 'a/to-b', 'b', 'b/to-a'])
})

test('follows a linked folder', async () => {
  await using project = await tempProject({ 'elsewhere/prod.yaml': 'linked' })
  await mkdir(join(project.root, 'prompts'))
  await symlink(join(project.root, 'elsewhere'), join(project.root, 'prompts/qa'))
  expect((await read(project.root)).templates).toMatchObject([{ prompt: 'qa', text: 'linked' }])
})

test('says how to make a folder that is not there', async () => {
  await using project = await tempProject()
  await expect(folder('my/prompts/').read({ root: project.root, environments })).rejects.toMatchObject({
    name: 'BuildError',
    code: 'source',
    file: 'my/prompts',
    hint: expect.stringContaining('understudy init'),
  })
})

test('a file in the place of the folder is an error too', async () => {
  await using project = await tempProject({ prompts: 'a file' })
  await expect(folder().read({ root: project.root, environments })).rejects.toMatchObject({ code: 'source' })
})

test('refuses two files for one environment, by name', async () => {
  await using project = await tempProject({ 'prompts/qa/prod.yaml': '1', 'prompts/qa/prod.yml': '2' })
  await expect(folder().read({ root: project.root, environments })).rejects.toMatchObject({
    code: 'source',
    prompt: 'qa',
    environment: 'prod',
    file: 'prompts/qa/prod.yml',
    summary: expect.stringContaining('prod.yaml and prod.yml'),
  })
})

test('names its folder for watchers', () => {
  expect(folder('my-prompts').watch).toEqual(['my-prompts'])
})

test('reads the partials, and nothing further down', async () => {
  await using project = await tempProject({
    'prompts/_partials/tone.mustache': 'kindly',
    'prompts/_partials/rules.v2.mustache': 'none',
    'prompts/_partials/.hidden.mustache': 'no',
    'prompts/_partials/notes.md': 'no',
    'prompts/_partials/deeper/tone.mustache': 'no',
    'prompts/a/prod.yaml': 'a prod',
  })
  expect(await read(project.root)).toEqual({
    templates: [{ prompt: 'a', environment: 'prod', file: 'prompts/a/prod.yaml', text: 'a prod' }],
    partials: [
      { name: 'rules.v2', file: 'prompts/_partials/rules.v2.mustache', text: 'none' },
      { name: 'tone', file: 'prompts/_partials/tone.mustache', text: 'kindly' },
    ],
  })
})

test('looks again only at what was edited', async () => {
  await using project = await tempProject({
    'prompts/_partials/tone.mustache': 'kindly',
    'prompts/a/prod.yaml': 'a',
    'prompts/b/prod.yaml': 'b',
  })
  const source = folder()
  const content = await source.read({ root: project.root, environments })
  const edited = ['prompts/a/prod.yaml', 'prompts/_partials/tone.mustache']
  const again = await source.read({ root: project.root, environments, since: { content, edited } })
  expect(again.templates[0]).not.toBe(content.templates[0])
  expect(again.templates[1]).toBe(content.templates[1])
  expect(again.partials[0]).not.toBe(content.partials[0])
})

test('looks at everything when an edited file is new or has gone', async () => {
  await using project = await tempProject({ 'prompts/a/prod.yaml': 'a', 'prompts/b/prod.yaml': 'b' })
  const content = await folder().read({ root: project.root, environments })
  await project.write({ 'prompts/c/prod.yaml': 'c' })
  const prompts = async (edited: string[]) =>
    (await read(project.root, 'prompts', { content, edited })).templates.map(({ prompt }) => prompt)
  expect(await prompts(['prompts/c/prod.yaml'])).toEqual(['a', 'b', 'c'])
  await project.remove('prompts/a')
  expect(await prompts(['prompts/a/prod.yaml'])).toEqual(['b', 'c'])
})

test('tells that a file has gone between the look and the reading', async () => {
  await using project = await tempProject({ 'prompts/a/prod.yaml': 'a' })
  const { templates } = await folder().read({ root: project.root, environments })
  await project.remove('prompts/a/prod.yaml')
  expect(() => templates[0]?.text).toThrow(
    expect.objectContaining({ name: 'BuildError', code: 'source', file: 'prompts/a/prod.yaml' }),
  )
})

test('a stamp changes with the text; a file that was modified or moved a moment ago has none yet', async () => {
  await using project = await tempProject({ 'prompts/a/prod.yaml': 'a', 'prompts/a/fallback.yaml': 'b' })
  const path = join(project.root, 'prompts/a/prod.yaml')
  const stamps = async () =>
    (await folder().read({ root: project.root, environments })).templates.map(({ stamp }) => stamp)
  await utimes(path, 1_000_000.5, 1_000_000.5)
  await utimes(join(project.root, 'prompts/a/fallback.yaml'), new Date(), new Date(Date.now() + 120_000))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  try {
    expect(await stamps()).toEqual([undefined, undefined])
    vi.setSystemTime(Date.now() + 60_000)
    const [fallback, old] = await stamps()
    expect(fallback).toBeUndefined()
    expect(old).toEqual(expect.any(String))
    expect((await stamps())[1]).toBe(old)
    await writeFile(path, 'c')
    await utimes(path, 1_000_000.5, 1_000_000.5)
    expect((await stamps())[1]).not.toBe(old)
  } finally {
    vi.useRealTimers()
  }
})
