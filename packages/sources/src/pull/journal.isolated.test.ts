import { hash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { applyChange, finishChange, isUnfinished, type SnapshotChange } from './journal.ts'

const crash = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const counted = <Args extends unknown[], Result>(call: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      if (crash.after-- <= 0) throw new Error('killed')
      return call(...args)
    }
  }
  return {
    ...fs,
    renameSync: counted(fs.renameSync),
    rmSync: counted(fs.rmSync),
    rmdirSync: counted(fs.rmdirSync),
  }
})

const change: SnapshotChange = {
  snapshot: 'prompts',
  written: [
    ['one', 'prod', 'new one'],
    ['group/two', 'prod', 'new two'],
  ],
  removed: [['three/deep', 'prod']],
  lock: 'new lock\n',
}

const old = {
  'prompts.lock.json': 'old lock\n',
  'prompts/one/prod.yaml': 'old one',
  'prompts/three/deep/prod.yaml': 'old three',
}
const next = {
  'prompts.lock.json': 'new lock\n',
  'prompts/group/two/prod.yaml': 'new two',
  'prompts/one/prod.yaml': 'new one',
}

async function state(project: Awaited<ReturnType<typeof tempProject>>): Promise<Record<string, string>> {
  const names = (await project.list('.')).filter((name) => !name.startsWith('.understudy'))
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await project.read(name)])))
}

test('does all of it, and leaves nothing behind', async () => {
  await using project = await tempProject(old)
  const output = join(project.root, '.understudy')
  applyChange(project.root, output, change)
  expect(await state(project)).toEqual(next)
  expect(isUnfinished(output)).toBe(false)
  expect(await project.list('.understudy')).toEqual([])
})

test('wherever it is killed: after the next run all is old or all is new', async () => {
  const seen = new Set<string>()
  for (let after = 0; after < 12; after++) {
    await using project = await tempProject(old)
    const output = join(project.root, '.understudy')
    crash.after = after
    try {
      applyChange(project.root, output, change)
    } catch (error) {
      expect(error).toMatchObject({ message: 'killed' })
    }
    crash.after = Number.POSITIVE_INFINITY
    if (isUnfinished(output)) finishChange(project.root, output, 'prompts')
    const found = await state(project)
    const isOld = JSON.stringify(found) === JSON.stringify(old)
    seen.add(isOld ? 'old' : 'new')
    if (!isOld) expect(found).toEqual(next)
  }
  expect([...seen]).toEqual(['old', 'new'])
})

test('a damaged journal changes nothing, and goes', async () => {
  const body = JSON.stringify(change)
  for (const text of ['', body, `${hash('sha256', body)}\n${body.slice(0, -1)}`, `x\n${body}`]) {
    await using project = await tempProject({ ...old, '.understudy/.pull-journal': text })
    finishChange(project.root, join(project.root, '.understudy'), 'prompts')
    expect(await state(project)).toEqual(old)
    expect(await project.list('.understudy')).toEqual([])
  }
})

test('a journal that leads elsewhere writes nothing there', async () => {
  const body = JSON.stringify({ ...change, written: [['../../outside', 'prod', 'x']], removed: [] })
  await using project = await tempProject({ '.understudy/.pull-journal': `${hash('sha256', body)}\n${body}` })
  expect(() => finishChange(project.root, join(project.root, '.understudy'), 'prompts')).toThrow(RangeError)
  expect(await state(project)).toEqual({})
})

test('a journal for another folder is dropped', async () => {
  const body = JSON.stringify({ ...change, snapshot: 'elsewhere' })
  await using project = await tempProject({
    ...old,
    '.understudy/.pull-journal': `${hash('sha256', body)}\n${body}`,
  })
  finishChange(project.root, join(project.root, '.understudy'), 'prompts')
  expect(await state(project)).toEqual(old)
})

test('sweeps up what was half written', async () => {
  const body = JSON.stringify(change)
  await using project = await tempProject({
    ...old,
    '.understudy/.pull-journal': `${hash('sha256', body)}\n${body}`,
    'prompts/one/.prod.yaml.0123456789ab~': 'half',
    '.prompts.lock.json.0123456789ab~': 'half',
    'prompts/one/.mine~': 'mine',
  })
  finishChange(project.root, join(project.root, '.understudy'), 'prompts')
  expect(await state(project)).toEqual({ ...next, 'prompts/one/.mine~': 'mine' })
})

test('there is nothing to finish where there is no output folder, or a file in its place', async () => {
  await using project = await tempProject({ out: 'a file' })
  expect(isUnfinished(join(project.root, 'out'))).toBe(false)
  expect(isUnfinished(join(project.root, 'none'))).toBe(false)
})
