import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { exclusively } from './exclusive.ts'

const FILE = '.understudy/.pull-lock'
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('one after another', async () => {
  await using project = await tempProject()
  const output = join(project.root, '.understudy')
  let inside = 0
  let most = 0
  const task = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await tick()
    await tick()
    inside--
  }
  await Promise.all(Array.from({ length: 12 }, () => exclusively(output, tick, task)))
  expect(most).toBe(1)
  expect(await project.list('.understudy')).toEqual([])
})

test('a task that fails lets go too', async () => {
  await using project = await tempProject()
  const output = join(project.root, '.understudy')
  await expect(exclusively(output, tick, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await exclusively(output, tick, async () => 'next')).toBe('next')
})

test.each([
  [
    'a process that has ended',
    async () => JSON.stringify({ pid: await endedPid(), started: '1', host: hostname() }),
  ],
  [
    'a number that another process has now',
    async () => JSON.stringify({ pid: process.pid, started: '1', host: hostname() }),
  ],
  ['half a file', async () => '{"pid": 1'],
  ['an empty file', async () => ''],
])('%s holds nothing back', async (_, holder) => {
  await using project = await tempProject({ [FILE]: await holder() })
  expect(await exclusively(join(project.root, '.understudy'), never, async () => 'done')).toBe('done')
  expect(await project.list('.understudy')).toEqual([])
})

test('gives up on one that goes on and on, and names it', async () => {
  await using project = await tempProject({
    [FILE]: JSON.stringify({ pid: 4711, started: '1', host: 'another-machine' }),
  })
  let waited = 0
  const pause = async (milliseconds: number): Promise<void> => {
    waited += milliseconds
  }
  await expect(exclusively(join(project.root, '.understudy'), pause, never)).rejects.toMatchObject({
    code: 'source',
    summary: expect.stringContaining('process 4711 on another-machine'),
  })
  expect(waited).toBeGreaterThanOrEqual(300_000)
  expect(await project.list('.understudy')).toEqual(['.pull-lock'])
})

async function never(): Promise<never> {
  throw new Error('This must not run.')
}

async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}
