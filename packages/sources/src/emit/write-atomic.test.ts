import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { writeAtomic } from './write-atomic.ts'

test('replaces a file and leaves nothing else', async () => {
  await using project = await tempProject({ 'a.js': 'old' })
  writeAtomic(join(project.root, 'a.js'), 'new')
  expect(await project.read('a.js')).toBe('new')
  expect(await project.list('.')).toEqual(['a.js'])
})

test('cleans up when the file cannot be replaced', async () => {
  await using project = await tempProject()
  await mkdir(join(project.root, 'a.js/inside'), { recursive: true })
  expect(() => writeAtomic(join(project.root, 'a.js'), 'new')).toThrow()
  expect(await project.list('.')).toEqual([])
})
