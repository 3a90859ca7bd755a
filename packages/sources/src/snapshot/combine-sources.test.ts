import { expect, test } from 'vitest'
import { resolveConfig } from '../config/resolve-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { type LockEntry, printLock } from '../lock/lock.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { defineSource } from '../remote/define-source.ts'
import { folder } from '../source/folder.ts'
import type { SourceContent } from '../source/source.ts'
import { openaiTemplate, promptFiles, type TempProject, tempProject } from '../testing/temp-project.ts'

const entry: LockEntry = {
  source: 'a registry',
  name: 'one',
  version: 'v7',
  sha256: '0'.repeat(64),
  pulledAt: '2026-11-22T10:00:00Z',
}
const remote = defineSource({
  name: 'a registry',
  pull() {
    throw new Error('A build must not ask a registry.')
  },
})

/** A lock that lists these, as `prompt/environment`. */
function lockOf(...names: string[]): Record<string, string> {
  const lock = new Map<string, Map<string, LockEntry>>()
  for (const name of names) {
    const [prompt = '', environment = ''] = name.split('/')
    lock.set(prompt, (lock.get(prompt) ?? new Map()).set(environment, entry))
  }
  return { [LOCK_FILE]: printLock(lock) }
}

const sourceOf = (source: UnderstudyConfig['source'], snapshot = 'prompts') =>
  resolveConfig({ source, snapshot }, 'production', 'the test').source

const environments = ['prod', 'fallback']
const read = ({ root }: TempProject, source: UnderstudyConfig['source'], snapshot?: string) =>
  sourceOf(source, snapshot).read({ root, environments })

const listed = ({ templates }: SourceContent) =>
  templates.map(({ file, version, digest }) => [file, version, digest?.slice(0, 10)])

test('what the lock lists comes with its version and digest, from the disk alone', async () => {
  await using project = await tempProject({ ...promptFiles('one'), ...lockOf('one/prod', 'one/fallback') })
  expect(listed(await read(project, remote))).toEqual([
    ['prompts/one/fallback.yaml', 'v7', 'sha256:000'],
    ['prompts/one/prod.yaml', 'v7', 'sha256:000'],
  ])
})

test.each(['prompts', './prompts/'])(
  'a folder %j in the same place adds what the lock does not list',
  async (path) => {
    await using project = await tempProject({ ...promptFiles('one'), ...lockOf('one/prod') })
    expect(listed(await read(project, [remote, folder(path)]))).toEqual([
      ['prompts/one/fallback.yaml', undefined, undefined],
      ['prompts/one/prod.yaml', 'v7', 'sha256:000'],
    ])
  },
)

test('a folder elsewhere adds all it has', async () => {
  await using project = await tempProject({
    'pulled/one/prod.yaml': openaiTemplate(),
    'own/one/fallback.yaml': openaiTemplate(),
    'own/_partials/tone.mustache': 'Be kind.',
    ...lockOf('one/prod'),
  })
  const content = await read(project, [remote, folder('own')], 'pulled')
  expect(listed(content)).toEqual([
    ['pulled/one/prod.yaml', 'v7', 'sha256:000'],
    ['own/one/fallback.yaml', undefined, undefined],
  ])
  expect(content.partials.map(({ name }) => name)).toEqual(['tone'])
})

test.each([
  ['no lock', {}, { file: LOCK_FILE, summary: 'nothing has been pulled yet: there is no lock' }],
  [
    'a missing file',
    lockOf('one/prod', 'one/fallback', 'two/prod', 'two/staging'),
    { file: 'prompts/two/prod.yaml', summary: expect.stringContaining('(and 1 more)') },
  ],
  [
    'a foreign file',
    lockOf('one/prod'),
    { file: 'prompts/one/fallback.yaml', hint: expect.stringContaining('folder("prompts")') },
  ],
  [
    'a file with another ending',
    lockOf('one/prod', 'one/fallback', 'short/prod'),
    { file: 'prompts/short/prod.yaml' },
  ],
])('%s is an error that names the file', async (_, lock, error) => {
  await using project = await tempProject({
    ...promptFiles('one'),
    ...lock,
    ...(LOCK_FILE in lock &&
      lock[LOCK_FILE]?.includes('short') && { 'prompts/short/prod.yml': openaiTemplate() }),
  })
  await expect(read(project, remote)).rejects.toMatchObject({ code: 'source', ...error })
})

test('a snapshot whose folder is gone', async () => {
  await using project = await tempProject(lockOf('one/prod'))
  await expect(read(project, remote)).rejects.toMatchObject({ file: 'prompts/one/prod.yaml' })
})

test.each([
  ['a template', { 'a/one/prod.yaml': 'x', 'b/one/prod.yaml': 'x', 'b/two/prod.yaml': 'x' }],
  ['a partial', { 'a/_partials/tone.mustache': 'x', 'b/_partials/tone.mustache': 'x' }],
])('%s that two sources deliver is an error that names both', async (_, files) => {
  await using project = await tempProject(files)
  await expect(read(project, [folder('a'), folder('b')])).rejects.toMatchObject({
    code: 'source',
    summary: expect.stringMatching(/folder a \(a\/.*folder b \(b\//),
  })
})

test('a template that is pulled and written by hand names the registry', async () => {
  await using project = await tempProject({
    ...lockOf('one/prod'),
    'prompts/one/prod.yaml': 'x',
    'own/one/prod.yaml': 'x',
  })
  await expect(read(project, [remote, folder('own')])).rejects.toMatchObject({
    summary: expect.stringMatching(/a registry \(prompts\/one\/prod.yaml\) and folder own/),
  })
})

test('two sources of one name are refused', () => {
  expect(() => sourceOf([remote, remote])).toThrow(expect.objectContaining({ code: 'config' }))
})

test('after an edit all else is the same object', async () => {
  await using project = await tempProject({
    ...promptFiles('one'),
    'own/two/prod.yaml': openaiTemplate(),
    'own/three/prod.yaml': openaiTemplate(),
    ...lockOf('one/prod', 'one/fallback'),
  })
  const { root } = project
  const source = sourceOf([remote, folder('own')])
  const content = await source.read({ root, environments })
  const kept = async (...edited: string[]) => {
    const next = await source.read({ root, environments, since: { content, edited } })
    return next.templates.filter((template, i) => template === content.templates[i]).map(({ file }) => file)
  }
  const all = content.templates.map(({ file }) => file)
  expect(await kept('own/two/prod.yaml')).toEqual(all.filter((file) => file !== 'own/two/prod.yaml'))
  expect(await kept('prompts/one/prod.yaml')).toEqual(all.filter((file) => file !== 'prompts/one/prod.yaml'))
  expect(await kept('own/two/prod.yaml', 'prompts/one/prod.yaml')).toHaveLength(2)
  expect(await kept(LOCK_FILE)).toEqual([])
})

test("a source of one's own goes on as before", async () => {
  const source = { name: 'mine', read: async () => ({ templates: [], partials: [] }) }
  expect(sourceOf(source)).toBe(source)
  expect(sourceOf([source])).toBe(source)
})
