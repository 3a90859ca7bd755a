import { statSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isSameState, settledState, stampOf } from './stamp.ts'
import { tempProject } from './testing/temp-project.ts'

const at = 1795281452123.25
const file = { ino: 1, size: 2, mtimeMs: at, ctimeMs: at }
const later = at + 60_000

test.each([
  ['time of modification', { mtimeMs: at + 0.25 }],
  ['time of change', { ctimeMs: at + 0.25 }],
  ['size', { size: 3 }],
  ['inode', { ino: 2 }],
])('another %s is another stamp', (_, other) => {
  const stamp = stampOf(file, later)
  expect(stamp).toEqual(expect.any(String))
  expect(stampOf({ ...file }, later)).toBe(stamp)
  expect(stampOf({ ...file, ...other }, later)).not.toBe(stamp)
})

test('a file that stays has one state; what takes its place has another', async () => {
  await using project = await tempProject({ 'a.txt': 'one', 'b.txt': 'two' })
  const path = join(project.root, 'a.txt')
  const before = statSync(path)
  expect(isSameState(statSync(path), before)).toBe(true)
  await rename(join(project.root, 'b.txt'), path)
  expect(isSameState(statSync(path), { ...before, mtimeMs: statSync(path).mtimeMs })).toBe(false)
  const { ino } = statSync(path)
  writeFileSync(path, 'three')
  expect(isSameState(statSync(path), { ...before, ino, mtimeMs: statSync(path).mtimeMs })).toBe(false)
})

test.each([
  ['a fine clock', 1_000_500, 20],
  ['times of whole seconds', 1_000_000, 2000],
])('with %s a file settles after its tick', (_, time, wait) => {
  const young = { ...file, mtimeMs: time, ctimeMs: time }
  expect(stampOf(young, time + wait - 1)).toBeUndefined()
  expect(stampOf(young, time + wait)).toEqual(expect.any(String))
  expect(settledState(young, time + wait - 1)).toBeUndefined()
  expect(settledState(young, time + wait)).toEqual({ ino: 1, size: 2, mtimeMs: time })
})

test('a file whose time of modification is old, and was set just now, is young', () => {
  expect(stampOf({ ...file, mtimeMs: at - 60_000 }, at + 1)).toBeUndefined()
})
