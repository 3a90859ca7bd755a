import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { emit } from './emit.ts'
import { FILE_LIST } from './file-list.ts'
import { Staging } from './staging.ts'

const files = (entries: Record<string, string>) => new Map(Object.entries(entries))

test('writes what is new, keeps what is the same, deletes what it once made', async () => {
  await using project = await tempProject()
  const first = emit(project.root, 'out', { files: files({ 'a.js': 'a', 'b.js': 'b' }) })
  expect(first).toEqual({ written: ['a.js', 'b.js'], removed: [], unchanged: 0 })

  const before = await stat(join(project.root, 'out/a.js'))
  const second = emit(project.root, 'out', { files: files({ 'a.js': 'a', 'c.js': 'c' }) })
  expect(second).toEqual({ written: ['c.js'], removed: ['b.js'], unchanged: 1 })
  expect(await project.list('out')).toEqual([FILE_LIST, 'a.js', 'c.js'])
  const after = await stat(join(project.root, 'out/a.js'))
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])

  expect(emit(project.root, 'out', { files: files({ 'a.js': 'a', 'c.js': 'c' }) })).toEqual({
    written: [],
    removed: [],
    unchanged: 2,
  })
})

test('mends what was edited or deleted by hand', async () => {
  await using project = await tempProject()
  emit(project.root, 'out', { files: files({ 'a.js': 'a', 'b.js': 'b' }) })
  await project.write({ 'out/a.js': 'edited' })
  await project.remove('out/b.js')
  const { written } = emit(project.root, 'out', { files: files({ 'a.js': 'a', 'b.js': 'b' }) })
  expect(written).toEqual(['a.js', 'b.js'])
  expect(await project.read('out/a.js')).toBe('a')
})

test('never touches a file of the user', async () => {
  await using project = await tempProject({ 'src/index.js': 'mine', 'src/other.js': 'mine too' })
  expect(() => emit(project.root, 'src', { files: files({ 'index.js': 'generated' }) })).toThrow(
    expect.objectContaining({ code: 'config', file: 'src', summary: expect.stringContaining('index.js') }),
  )
  expect(await project.list('src')).toEqual(['index.js', 'other.js'])
  expect(await project.read('src/index.js')).toBe('mine')

  emit(project.root, 'src', { files: files({ 'a.js': 'generated' }) })
  emit(project.root, 'src', { files: files({}) })
  expect(await project.list('src')).toEqual([FILE_LIST, 'index.js', 'other.js'])
})

test('a list that was tampered with cannot lead out of the folder', async () => {
  const list = [
    '../precious.txt',
    '/precious.txt',
    'x/../../precious.txt',
    '..\\precious.txt',
    'C:/x',
    7,
    'gone.js',
  ]
  await using project = await tempProject({
    'precious.txt': 'keep',
    [`out/${FILE_LIST}`]: JSON.stringify(list),
  })
  expect(emit(project.root, 'out', { files: files({ 'a.js': 'a' }) }).removed).toEqual(['gone.js'])
  expect(await project.read('precious.txt')).toBe('keep')
})

test('a list that cannot be read deletes nothing', async () => {
  await using project = await tempProject({ 'out/old.js': 'old', [`out/${FILE_LIST}`]: '["old.js"' })
  expect(emit(project.root, 'out', { files: files({ 'a.js': 'a' }) }).removed).toEqual([])
  expect(await project.read('out/old.js')).toBe('old')
})

test('a check writes nothing and tells everything', async () => {
  await using project = await tempProject()
  expect(emit(project.root, 'out', { files: files({ 'a.js': 'a' }), check: true }).written).toEqual(['a.js'])
  expect(await project.list('out')).toEqual([])
  emit(project.root, 'out', { files: files({ 'a.js': 'a', 'b.js': 'b' }) })
  const check = emit(project.root, 'out', { files: files({ 'a.js': 'changed' }), check: true })
  expect(check).toEqual({ written: ['a.js'], removed: ['b.js'], unchanged: 0 })
  expect(await project.read('out/a.js')).toBe('a')
})

test('a run that was cut short is finished by the next', async () => {
  // The list came first, then only one of the files.
  await using project = await tempProject({
    [`out/${FILE_LIST}`]: '["a.js","b.js"]',
    'out/a.js': 'half done',
  })
  const { written, removed } = emit(project.root, 'out', { files: files({ 'a.js': 'a' }) })
  expect({ written, removed }).toEqual({ written: ['a.js'], removed: ['b.js'] })
})

test('a run that is given up leaves everything as it was', async () => {
  await using project = await tempProject()
  const staging = new Staging(project.root, 'out', false)
  staging.add('a.js', 'a')
  staging.add('group/b.js', 'b')
  expect(await readdir(project.root)).toHaveLength(1)
  staging.discard()
  expect(await readdir(project.root)).toEqual([])

  emit(project.root, 'out', { files: files({ 'a.js': 'a' }) })
  const again = new Staging(project.root, 'out', false)
  again.add('a.js', 'changed')
  again.add('group/deeper/b.js', 'b')
  expect(await project.read('out/a.js')).toBe('a')
  again.discard()
  expect((await readdir(join(project.root, 'out'))).sort()).toEqual([FILE_LIST, 'a.js'])
})

test('folders come and go with their files', async () => {
  await using project = await tempProject()
  emit(project.root, 'out', { files: files({ 'a/b/c.js': '1', 'a/d.js': '2', 'e.js': '3' }) })
  expect(await project.list('out')).toEqual([FILE_LIST, 'a/b/c.js', 'a/d.js', 'e.js'])
  const next = emit(project.root, 'out', { files: files({ 'a/b/x.js': '1', 'f/g.js': '4' }) })
  expect(next).toMatchObject({ written: ['a/b/x.js', 'f/g.js'], removed: ['a/b/c.js', 'a/d.js', 'e.js'] })
  expect(await project.read('out/f/g.js')).toBe('4')
  await project.write({ 'out/f/mine.txt': 'mine' })
  emit(project.root, 'out', { files: files({}) })
  expect((await readdir(join(project.root, 'out'))).sort()).toEqual([FILE_LIST, 'f'])
  expect(await readdir(join(project.root, 'out/f'))).toEqual(['mine.txt'])
})

test('a file of the user in the place of a folder stays', async () => {
  await using project = await tempProject({ 'out/a': 'mine', 'out/b/index.js': 'mine too' })
  for (const [name, shown] of [
    ['a/x.js', ': a'],
    ['b/index.js', ': b/index.js'],
  ] as const) {
    expect(() => emit(project.root, 'out', { files: files({ 'c/d.js': '1', [name]: '2' }) })).toThrow(
      expect.objectContaining({ code: 'config', summary: expect.stringContaining(shown) }),
    )
  }
  expect(await project.list('out')).toEqual(['a', 'b/index.js'])
  expect(await project.read('out/b/index.js')).toBe('mine too')
})

test('a folder that another process made meanwhile is filled file by file', async () => {
  await using project = await tempProject()
  const staging = new Staging(project.root, 'out', false)
  staging.add('a.js', 'new')
  staging.add('group/b.js', 'new')
  emit(project.root, 'out', { files: files({ 'a.js': 'old', 'c.js': 'old' }) })
  expect(staging.commit(new Set()).written).toEqual(['a.js', 'group/b.js'])
  expect(await readdir(project.root)).toEqual(['out'])
  expect([await project.read('out/a.js'), await project.read('out/group/b.js')]).toEqual(['new', 'new'])
  expect(JSON.parse(await project.read(`out/${FILE_LIST}`))).toEqual(['a.js', 'c.js', 'group/b.js'])
})
