import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { type Cache, emptyCache, type PromptRecord } from './cache.ts'
import { CACHE_FILE, readCache, writeCache } from './cache-file.ts'

const templates = [
  { file: 'prompts/a/prod.yaml', environment: 'prod', digest: 'd1', stamp: '1 2 3', pin: '' },
  {
    file: 'prompts/a/fallback.yaml',
    environment: 'fallback',
    digest: 'd2',
    stamp: undefined,
    pin: '7 sha256:1',
  },
]
const js = { mtimeMs: 1795281452123.4568, size: 5, ino: 2 ** 52 + 1 }
const cache: Cache = {
  prompts: new Map([
    [
      'a',
      {
        identifier: 'a',
        templates,
        partials: [{ name: 'tone', digest: 'd4' }],
        manifestEntry: '"a": {\n}',
        js,
        dts: undefined,
      },
    ],
    [
      'ü',
      {
        identifier: 'ü',
        templates: templates.slice(1),
        partials: [],
        manifestEntry: '"ü": {\n}',
        js: undefined,
        dts: { ...js, size: 6 },
      },
    ],
  ]),
  partials: new Map([
    ['prompts/_partials/tone.mustache', { digest: 'd4', stamp: '1 2 3' }],
    ['prompts/_partials/manner.mustache', { digest: 'd5', stamp: undefined }],
  ]),
  files: new Map([
    ['index.js', { ...js, size: 7 }],
    ['index.d.ts', undefined],
  ]),
}

test('reads what was written, and writes what was read', async () => {
  await using project = await tempProject()
  writeCache(project.root, 'mine', cache)
  const text = await project.read(CACHE_FILE)
  const read = readCache(project.root, 'mine')
  // An entry of the manifest is a getter there.
  const prompts = [...(read?.prompts ?? [])].map(([name, record]): [string, PromptRecord] => [
    name,
    { ...record, manifestEntry: record.manifestEntry },
  ])
  expect({ ...read, prompts: new Map(prompts) }).toEqual(cache)
  writeCache(project.root, 'mine', read ?? emptyCache())
  expect(await project.read(CACHE_FILE)).toBe(text)
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
  // One byte a character, as it has numbers too.
  const text = await readFile(join(project.root, CACHE_FILE), 'latin1')
  const [umlaut, other] = ['ü', 'ö'].map((letter) => Buffer.from(`${letter}": {`).toString('latin1'))
  const damaged = [
    '',
    '\n',
    'null',
    text.slice(0, -1),
    `${text} `,
    text.replace('d1', 'd9'),
    text.replace(umlaut ?? '', other ?? ''),
    text.replace('understudy-cache 3', 'understudy-cache 2'),
    ...Array.from({ length: 20 }, (_, i) => text.slice(0, Math.floor((text.length * i) / 20))),
  ]
  for (const content of damaged) {
    await writeFile(join(project.root, CACHE_FILE), content, 'latin1')
    expect(readCache(project.root, 'mine')).toBeUndefined()
  }
})

test('a folder in its place is as good as none', async () => {
  await using project = await tempProject({ [`${CACHE_FILE}/x`]: '' })
  expect(readCache(project.root, 'mine')).toBeUndefined()
})
