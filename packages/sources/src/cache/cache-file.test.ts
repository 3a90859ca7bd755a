import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import type { Cache } from './cache.ts'
import { CACHE_FILE, readCache, writeCache } from './cache-file.ts'

const cache: Cache = {
  texts: new Map([
    ['prompts/a/prod.yaml', { digest: 'd1', stamp: '1 2 3' }],
    ['prompts/a/fallback.yaml', { digest: 'd2', stamp: undefined }],
  ]),
  prompts: new Map([
    ['a', { identifier: 'a', key: 'prod=d1', partials: ['tone'], manifestEntry: '"a": {\n}' }],
    ['ü', { identifier: 'ü', key: 'prod=d3', partials: [], manifestEntry: '"ü": {\n}' }],
  ]),
  outputs: new Map([
    ['a.js', '4 5 6'],
    ['a.d.ts', undefined],
  ]),
}

test('reads what was written; stamps that cannot be relied on are left out', async () => {
  await using project = await tempProject()
  writeCache(project.root, 'mine', cache)
  expect(readCache(project.root, 'mine')).toEqual({ ...cache, outputs: new Map([['a.js', '4 5 6']]) })
})

test('is of no use to another compiler', async () => {
  await using project = await tempProject()
  writeCache(project.root, 'mine', cache)
  expect(readCache(project.root, 'another')).toBeUndefined()
})

test('a damaged file is as good as none, wherever the damage is', async () => {
  await using project = await tempProject()
  expect(readCache(project.root, 'mine')).toBeUndefined()
  writeCache(project.root, 'mine', cache)
  const text = await project.read(CACHE_FILE)
  const damaged = [
    '',
    '\n',
    'null',
    text.slice(0, -1),
    `${text} `,
    text.replace('d1', 'd9'),
    text.replace('ü": {', 'ö": {'),
    text.replace('understudy-cache 2', 'understudy-cache 1'),
    ...Array.from({ length: 20 }, (_, i) => text.slice(0, Math.floor((text.length * i) / 20))),
  ]
  for (const content of damaged) {
    await writeFile(join(project.root, CACHE_FILE), content)
    expect(readCache(project.root, 'mine')).toBeUndefined()
  }
})

test('a folder in its place is as good as none', async () => {
  await using project = await tempProject({ [`${CACHE_FILE}/x`]: '' })
  expect(readCache(project.root, 'mine')).toBeUndefined()
})
