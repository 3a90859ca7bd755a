import { expect, test } from 'vitest'
import { tempProject } from '../testing/temp-project.ts'
import { type LockEntry, parseLock, printLock, readLock } from './lock.ts'
import { LOCK_FILE } from './lock-file.ts'

const entry: LockEntry = {
  source: 'freeplay bot',
  name: 'RAG QA',
  version: 'v1',
  sha256: 'a'.repeat(64),
  pulledAt: '2026-11-22T10:00:00.000Z',
}

test('prints names in order, whatever order they came in, and reads what it printed', () => {
  const lock = new Map([
    ['b', new Map([['prod', entry]])],
    [
      'a',
      new Map([
        ['prod', entry],
        ['fallback', { ...entry, version: '2' }],
      ]),
    ],
  ])
  const text = printLock(lock)
  expect(text.match(/"(a|b|prod|fallback)"/g)).toEqual(['"a"', '"fallback"', '"prod"', '"b"', '"prod"'])
  expect(printLock(parseLock(text))).toBe(text)
  expect(parseLock(text)).toEqual(lock)
})

test('there may be none', async () => {
  await using project = await tempProject()
  expect(readLock(project.root)).toBeUndefined()
})

const good = printLock(new Map([['a', new Map([['prod', entry]])]]))

test.each([
  ['no JSON', '{', 'is no JSON'],
  ['an empty file', '', 'is no JSON'],
  ['a merge conflict', good.replace('"a": {', '<<<<<<< HEAD\n"a": {'), 'merge conflict'],
  ['a list', '[]', 'not as it was written'],
  ['a later format', good.replace('"lockVersion": 1', '"lockVersion": 2'), 'later version'],
  ['no format', good.replace('"lockVersion": 1,', ''), 'lockVersion'],
  ['a digest of another length', good.replace(/a{64}/, 'abc'), 'prompts.a.prod.sha256'],
  ['a digest in capitals', good.replace(/a{64}/, 'A'.repeat(64)), 'prompts.a.prod.sha256'],
  ['an unknown key', good.replace('"version"', '"verzion"'), 'prompts.a.prod'],
  ['no time', good.replace('2026-11-22T10:00:00.000Z', 'yesterday'), 'pulledAt'],
  ['a prompt that leads elsewhere', good.replace('"a"', '"../../x"'), 'prompts.../../x'],
  ['an environment that leads elsewhere', good.replace('"prod"', '"../prod"'), 'prompts.a.../prod'],
])('%s is an error with the next step', async (_, text, message) => {
  await using project = await tempProject({ [LOCK_FILE]: text })
  expect(() => readLock(project.root)).toThrow(
    expect.objectContaining({ code: 'source', file: LOCK_FILE, message: expect.stringContaining(message) }),
  )
})
