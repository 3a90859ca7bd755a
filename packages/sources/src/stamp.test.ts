import { statSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settledAt, stampOf } from './stamp.ts'
import { tempProject } from './testing/temp-project.ts'

test.each([
  ['another time', 'one', 1001.5],
  ['another size', 'longer', 1000.5],
])('%s is another stamp', async (_, text, seconds) => {
  await using project = await tempProject({ 'a.txt': 'one' })
  const file = join(project.root, 'a.txt')
  await utimes(file, 1000.5, 1000.5)
  const before = stampOf(statSync(file))
  expect(stampOf(statSync(file))).toBe(before)
  await writeFile(file, text)
  await utimes(file, seconds, seconds)
  expect(stampOf(statSync(file))).not.toBe(before)
})

test('another file with the same time and size is another stamp', async () => {
  await using project = await tempProject({ 'a.txt': 'one', 'b.txt': 'two' })
  const stamps = ['a.txt', 'b.txt'].map(async (name) => {
    await utimes(join(project.root, name), 1000.5, 1000.5)
    return stampOf(statSync(join(project.root, name)))
  })
  const [one, two] = await Promise.all(stamps)
  expect(one).not.toBe(two)
})

test('settles after a tick of a fine clock, and later where times are whole seconds', async () => {
  await using project = await tempProject({ 'a.txt': 'one' })
  const file = join(project.root, 'a.txt')
  await utimes(file, 1000.5, 1000.5)
  expect(settledAt(statSync(file))).toBe(1_000_520)
  await utimes(file, 1000, 1000)
  expect(settledAt(statSync(file))).toBe(1_002_000)
})
