import { readdirSync, statSync } from 'node:fs'
import { rename, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { CACHE_FILE } from '../cache/cache-file.ts'
import { resolveConfig } from '../config/resolve-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { FILE_LIST } from '../emit/file-list.ts'
import { openaiTemplate, promptFiles, type TempProject, tempProject } from '../testing/temp-project.ts'
import { type GenerateOptions, generate, type Remembered } from './generate.ts'

const io = vi.hoisted(() => ({ read: [] as string[], written: [] as string[] }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  return {
    ...fs,
    readFileSync(...args: Parameters<typeof fs.readFileSync>) {
      io.read.push(String(args[0]))
      return fs.readFileSync(...args)
    },
    renameSync(...args: Parameters<typeof fs.renameSync>) {
      io.written.push(String(args[1]))
      return fs.renameSync(...args)
    },
  }
})

beforeEach(() => {
  io.read.length = 0
  io.written.length = 0
})

/** What a run read and wrote, in its prompts folder and its output folder. */
function takeIo(): { templates: string[]; written: string[] } {
  const names = (paths: string[]) => paths.splice(0).map((path) => path.split('/').slice(-2).join('/'))
  const templates = names(io.read).filter((path) => /\.(yaml|mustache)$/.test(path))
  return { templates, written: names(io.written) }
}

/** A project whose files were all modified long ago, so that nothing waits for the clock. */
class Fixture {
  readonly project: TempProject
  readonly config: UnderstudyConfig
  last: Remembered | undefined

  constructor(project: TempProject, config: UnderstudyConfig = {}) {
    this.project = project
    this.config = config
  }

  /** Gives every file of a folder a time of its own, long ago. */
  async age(folder: string, seconds: number): Promise<void> {
    for (const file of await this.project.list(folder)) {
      await utimes(join(this.project.root, folder, file), seconds, seconds)
    }
  }

  /**
   * Runs as a process of its own does, unless it is told what the run before left; half a minute later than it is, with
   * every file settled, unless the test has a clock of its own.
   */
  async run(options: GenerateOptions = {}, config: UnderstudyConfig = this.config) {
    const resolved = options.last?.config ?? resolveConfig(config, 'production', 'the test')
    const hasClock = vi.isFakeTimers()
    if (!hasClock) vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 })
    try {
      const { result, remembered } = await generate(this.project.root, resolved, options)
      this.last = remembered
      return result
    } finally {
      if (!hasClock) vi.useRealTimers()
    }
  }

  /** Runs until the cache knows all. */
  async settle(): Promise<void> {
    await this.age('prompts', 1000.5)
    await this.run()
    takeIo()
  }
}

async function fixture(files = { ...promptFiles('one'), ...promptFiles('two') }, config?: UnderstudyConfig) {
  const project = await tempProject(files)
  const made = new Fixture(project, config)
  await made.settle()
  return Object.assign(made, { [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() })
}

test('nothing changed: of the project only the cache is read, nothing is written', async () => {
  await using it = await fixture()
  expect(await it.run()).toMatchObject({ prompts: ['one', 'two'], written: [], removed: [], unchanged: 9 })
  expect(io.read.filter((path) => path.startsWith(it.project.root))).toEqual([
    join(it.project.root, '.understudy', CACHE_FILE),
  ])
  expect(takeIo()).toEqual({ templates: [], written: [] })
})

test('a second run right after the first writes nothing, though it cannot rely on any stamp yet', async () => {
  await using project = await tempProject(promptFiles('one'))
  const it = new Fixture(project)
  // The clock stands still, however long the first run takes.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  try {
    await it.run()
    takeIo()
    expect((await it.run()).written).toEqual([])
  } finally {
    vi.useRealTimers()
  }
  expect(takeIo().written).toEqual([])
})

test('the first run that can rely on the stamps notes them, so that the next compiles nothing', async () => {
  await using project = await tempProject(promptFiles('one'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  try {
    await new Fixture(project).run()
    vi.setSystemTime(Date.now() + 60_000)
    takeIo()
    expect((await new Fixture(project).run()).written).toEqual([])
    expect(takeIo().written).toEqual([`.understudy/${CACHE_FILE}`])
    await new Fixture(project).run()
    expect(takeIo()).toEqual({ templates: [], written: [] })
  } finally {
    vi.useRealTimers()
  }
})

test('an edit: one template is read, one prompt is written', async () => {
  await using it = await fixture()
  await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate('New words.') })
  expect((await it.run()).written).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
  const { templates, written } = takeIo()
  // The prompt's other template too, since the prompt is compiled as a whole.
  expect(templates.sort()).toEqual(['one/fallback.yaml', 'one/prod.yaml'])
  expect(written).toEqual([
    '.understudy/one.js',
    '.understudy/one.d.ts',
    '.understudy/manifest.json',
    `.understudy/${CACHE_FILE}`,
  ])
  expect(await it.project.read('.understudy/one.js')).toContain('New words.')
})

test('a touch: the template is read and found to be the same; nothing is written', async () => {
  await using it = await fixture()
  await utimes(join(it.project.root, 'prompts/one/prod.yaml'), 2000.5, 2000.5)
  expect((await it.run()).written).toEqual([])
  expect(takeIo()).toEqual({ templates: ['one/prod.yaml'], written: [] })
})

test('an edit of the same size in the same tick of the clock is seen', async () => {
  await using it = await fixture()
  const path = join(it.project.root, 'prompts/one/prod.yaml')
  const now = new Date()
  await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate('Words A.') })
  await utimes(path, now, now)
  vi.useFakeTimers({ toFake: ['Date'], now })
  await it.run()
  vi.useRealTimers()
  await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate('Words B.') })
  await utimes(path, now, now)
  expect((await it.run()).written).toContain('one.js')
  expect(await it.project.read('.understudy/one.js')).toContain('Words B.')
})

test('an edit in place that keeps the size, and puts back the time of modification, is seen', async () => {
  await using it = await fixture(
    { 'prompts/one/prod.yaml': openaiTemplate('Words A.') },
    { chains: { one: ['prod'] } },
  )
  const path = join(it.project.root, 'prompts/one/prod.yaml')
  const before = statSync(path)
  await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate('Words B.') })
  await utimes(path, before.atime, before.mtime)
  const { ino, size, mtimeMs } = statSync(path)
  expect({ ino, size, mtimeMs }).toEqual({ ino: before.ino, size: before.size, mtimeMs: before.mtimeMs })
  expect((await it.run()).written).toContain('one.js')
  expect(await it.project.read('.understudy/one.js')).toContain('Words B.')
})

test('a template from the future, by a clock that goes ahead, is read each time', async () => {
  await using it = await fixture()
  const path = join(it.project.root, 'prompts/one/prod.yaml')
  const future = new Date(Date.now() + 3_600_000)
  for (const text of ['Words A.', 'Words B.']) {
    await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate(text) })
    await utimes(path, future, future)
    expect((await it.run()).written).toContain('one.js')
    expect(await it.project.read('.understudy/one.js')).toContain(text)
  }
  takeIo()
  expect((await it.run()).written).toEqual([])
  expect(takeIo().templates).toContain('one/prod.yaml')
})

test('a clock that was put back only leads to more reading', async () => {
  await using it = await fixture()
  vi.useFakeTimers({ toFake: ['Date'], now: 500_000 })
  try {
    expect((await it.run()).written).toEqual([])
    expect(takeIo().templates).toHaveLength(4)
  } finally {
    vi.useRealTimers()
  }
})

test('an edit that keeps size and time, as a replaced file can, is seen by the inode', async () => {
  await using it = await fixture()
  await it.project.write({ 'prompts/_other': openaiTemplate('Answer shortly') })
  await utimes(join(it.project.root, 'prompts/_other'), 1000.5, 1000.5)
  await rename(join(it.project.root, 'prompts/_other'), join(it.project.root, 'prompts/one/prod.yaml'))
  expect((await it.run()).written).toContain('one.js')
})

test('generated files that were deleted or edited are restored', async () => {
  await using it = await fixture()
  const before = await it.project.read('.understudy/one.js')
  await it.project.remove('.understudy/one.js')
  await it.project.write({ '.understudy/two.d.ts': 'edited', '.understudy/index.js': 'edited' })
  expect((await it.run()).written).toEqual(['index.js', 'one.js', 'two.d.ts'])
  expect(await it.project.read('.understudy/one.js')).toBe(before)
  await it.project.write({ '.understudy/manifest.json': '{}' })
  expect((await it.run()).written).toEqual(['manifest.json'])
})

test.each(['package.json', 'template.schema.json', 'index.d.ts', FILE_LIST])(
  '%s is restored when it was deleted or edited',
  async (name) => {
    await using it = await fixture()
    const path = `.understudy/${name}`
    const before = await it.project.read(path)
    await it.project.remove(path)
    expect(await it.run()).toMatchObject({ errors: [], removed: [] })
    expect(await it.project.read(path)).toBe(before)
    await it.project.write({ [path]: name === FILE_LIST ? '[]' : '{}' })
    await it.run()
    expect(await it.project.read(path)).toBe(before)
    takeIo()
    expect(await it.run()).toMatchObject({ written: [], unchanged: 9 })
    expect(takeIo()).toEqual({ templates: [], written: [] })
  },
)

test('modules of a run that was killed are removed, though the cache knows nothing of them', async () => {
  await using it = await fixture()
  const list: string[] = JSON.parse(await it.project.read(`.understudy/${FILE_LIST}`))
  await it.project.write({
    [`.understudy/${FILE_LIST}`]: JSON.stringify([...list, 'three.js']),
    '.understudy/three.js': 'half a run',
  })
  expect(await it.run()).toMatchObject({ written: [], removed: ['three.js'] })
})

test('a version, or a file, that changes under one stamp leads to a new compilation', async () => {
  await using project = await tempProject()
  const config = (template: { file: string; text: string; version: string }): UnderstudyConfig => ({
    source: {
      name: 'mine',
      read: async () => ({
        templates: [{ prompt: 'one', environment: 'prod', stamp: '1', ...template }],
        partials: [],
      }),
    },
  })
  const it = new Fixture(project)
  const first = { file: 'a', text: openaiTemplate('Words A.'), version: '1' }
  const second = { file: 'b', text: openaiTemplate('Words B.'), version: '1' }
  const written = async (template: typeof first) => (await it.run({}, config(template))).written
  await written(first)
  expect(await written(first)).toEqual([])
  expect(await written({ ...first, version: '2' })).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
  expect(await project.read('.understudy/one.js')).toContain("version: '2'")
  expect(await written({ ...second, version: '2' })).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
  expect(await project.read('.understudy/one.js')).toContain('Words B.')
})

test('a changed partial leads to the prompts that use it, also through another, and to no other', async () => {
  await using it = await fixture({
    ...promptFiles('one', '{{> tone}}'),
    ...promptFiles('two', '{{> manner}}'),
    ...promptFiles('three'),
    'prompts/_partials/tone.mustache': 'Be {{> manner}}.',
    'prompts/_partials/manner.mustache': 'kind',
    'prompts/_partials/unused.mustache': 'x',
  })
  expect(await it.project.read('.understudy/one.js')).toContain("'Be ' + 'kind' + '.'")
  await it.project.write({ 'prompts/_partials/tone.mustache': 'Be very {{> manner}}.' })
  expect((await it.run()).written).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
  await it.project.write({ 'prompts/_partials/manner.mustache': 'brief' })
  expect((await it.run()).written).toEqual(['manifest.json', 'one.d.ts', 'one.js', 'two.d.ts', 'two.js'])
  expect(await it.project.read('.understudy/one.js')).toContain("'Be very ' + 'brief' + '.'")
  await it.project.write({ 'prompts/_partials/unused.mustache': 'y' })
  expect((await it.run()).written).toEqual([])
  await it.project.remove('prompts/_partials/manner.mustache')
  const { errors } = await it.run()
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['template_syntax']))
})

test('a new chain, other options and another compiler lead to a new compilation', async () => {
  await using it = await fixture({
    ...promptFiles('one'),
    ...promptFiles('two'),
    'prompts/one/staging.yaml': openaiTemplate('Staging.'),
  })
  const all = 4
  const chains = { one: ['staging', 'fallback'] }
  expect((await it.run({}, { chains })).written).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
  takeIo()
  await it.run({}, { chains, missing: 'empty' })
  expect(takeIo().templates).toHaveLength(all)
  expect(await it.project.read('.understudy/one.js')).toContain('Staging.')
  await it.run({ compiler: 'another' }, { chains, missing: 'empty' })
  expect(takeIo().templates).toHaveLength(all)
})

test('new, renamed and deleted prompts', async () => {
  await using it = await fixture()
  await it.project.write(promptFiles('three'))
  expect((await it.run()).written).toEqual([
    'index.d.ts',
    'index.js',
    'manifest.json',
    'three.d.ts',
    'three.js',
  ])
  await rename(join(it.project.root, 'prompts/three'), join(it.project.root, 'prompts/four'))
  expect(await it.run()).toMatchObject({ removed: ['three.d.ts', 'three.js'] })
  await it.project.remove('prompts/four')
  expect(await it.run()).toMatchObject({
    written: ['index.d.ts', 'index.js', 'manifest.json'],
    removed: ['four.d.ts', 'four.js'],
  })
  const index = await it.project.read('.understudy/index.js')
  expect(index.match(/export/g)).toHaveLength(2)
})

test('prompts in folders: nothing is written twice, and folders go with their last prompt', async () => {
  await using it = await fixture({ ...promptFiles('one'), ...promptFiles('support/eu/tone') })
  expect(await it.run()).toMatchObject({ prompts: ['one', 'support/eu/tone'], written: [] })
  expect(await it.project.read('.understudy/index.js')).toContain(
    "export { supportEuTone } from './support/eu/tone.js'",
  )
  await it.project.write({ 'prompts/support/eu/tone/prod.yaml': openaiTemplate('New words.') })
  const edited = ['prompts/support/eu/tone/prod.yaml']
  expect((await it.run({ last: it.last, edited })).written).toEqual([
    'manifest.json',
    'support/eu/tone.d.ts',
    'support/eu/tone.js',
  ])
  await it.project.remove('prompts/support')
  await it.run()
  expect(readdirSync(join(it.project.root, '.understudy'))).not.toContain('support')
})

test('a cache that cannot be used is passed over', async () => {
  await using it = await fixture()
  for (const text of ['', 'garbage', 'understudy-cache 3 x y\n{"prompts":[]}']) {
    await it.project.write({ [`.understudy/${CACHE_FILE}`]: text })
    expect(await it.run()).toMatchObject({ errors: [], written: [], unchanged: 9 })
    expect(takeIo().templates).toHaveLength(4)
  }
})

test('an error is found again, whatever the cache knows, and leaves cache and output alone', async () => {
  await using it = await fixture()
  const before = await it.project.read(`.understudy/${CACHE_FILE}`)
  await it.project.write({ 'prompts/one/prod.yaml': openaiTemplate('{{#open}}') })
  for (let i = 0; i < 2; i++) {
    expect(await it.run()).toMatchObject({ written: [], errors: [{ prompt: 'one', environment: 'prod' }] })
  }
  expect(await it.project.read(`.understudy/${CACHE_FILE}`)).toBe(before)
})

test('a check relies on no cache', async () => {
  await using it = await fixture()
  expect(await it.run({ check: true })).toMatchObject({ written: [], removed: [], unchanged: 9 })
  expect(takeIo()).toMatchObject({ templates: expect.objectContaining({ length: 4 }), written: [] })
})

test('a known edit: nothing but its prompt is looked at, however many there are', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `p${i}`)
  await using it = await fixture(Object.assign({}, ...names.map((name) => promptFiles(name))))
  await it.run()
  takeIo()
  await it.project.write({ 'prompts/p7/prod.yaml': openaiTemplate('New words.') })
  const edited = ['prompts/p7/prod.yaml']
  const result = await it.run({ last: it.last, edited })
  expect(result).toMatchObject({ written: ['manifest.json', 'p7.d.ts', 'p7.js'], unchanged: 202 })
  expect(result.prompts).toHaveLength(100)
  expect(takeIo()).toEqual({
    templates: ['p7/prod.yaml', 'p7/fallback.yaml'],
    written: ['.understudy/p7.js', '.understudy/p7.d.ts', '.understudy/manifest.json'],
  })

  // What the quick run left is what a whole run makes, and the next process mends its cache.
  expect((await it.run({ check: true })).written).toEqual([])
  expect((await it.run()).written).toEqual([])
  expect(await it.project.read(`.understudy/${CACHE_FILE}`)).toContain('p7')
})

test('a known edit of a partial reaches the prompts that use it', async () => {
  await using it = await fixture({
    ...promptFiles('one', '{{> tone}}'),
    ...promptFiles('two'),
    'prompts/_partials/tone.mustache': 'Be kind.',
  })
  await it.run()
  await it.project.write({ 'prompts/_partials/tone.mustache': 'Be brief.' })
  const result = await it.run({ last: it.last, edited: ['prompts/_partials/tone.mustache'] })
  expect(result.written).toEqual(['manifest.json', 'one.d.ts', 'one.js'])
})

test.each([
  ['a file that is new', { 'prompts/three/prod.yaml': openaiTemplate() }, 'three.js'],
  ['a file of no prompt', { 'prompts/notes.txt': 'x' }, undefined],
])('%s among the known edits leads to a whole run', async (_, files, written) => {
  await using it = await fixture()
  await it.run()
  await it.project.write(files)
  const result = await it.run({ last: it.last, edited: Object.keys(files) })
  expect(result.written.find((name) => name === written)).toBe(written)
  expect(result.errors).toEqual([])
})

test('leaves no temporary file; sweeps up old ones of killed runs, and no others', async () => {
  await using it = await fixture()
  const old = '.understudy/.one.js.0123456789ab~'
  const young = '.understudy/.two.js.0123456789ab~'
  const mine = '.understudy/.one.js.backup~'
  await it.project.write({ [old]: 'half', [young]: 'half', [mine]: 'mine' })
  await utimes(join(it.project.root, old), 1000, 1000)
  await utimes(join(it.project.root, mine), 1000, 1000)
  const nursery = '..understudy.0123456789ab~'
  await it.project.write({ [`${nursery}/one.js`]: 'half', 'prompts/one/prod.yaml': openaiTemplate('New.') })
  await utimes(join(it.project.root, nursery), 1000, 1000)
  await it.run()
  expect(readdirSync(it.project.root)).not.toContain(nursery)
  const left = readdirSync(join(it.project.root, '.understudy')).filter((name) => name.endsWith('~'))
  expect(left.sort()).toEqual(['.one.js.backup~', '.two.js.0123456789ab~'])
})
