import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { joinSqliteThread, type SqliteThread, startSqliteThread } from './sqlite-thread.ts'

let folder: string
let thread: SqliteThread

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-sqlite-'))
  thread = await startSqliteThread(join(folder, 'registry.db'))
  await thread.run('create table numbers (n integer unique)', [])
})
afterEach(async () => {
  await thread.close()
  await rm(folder, { recursive: true })
})

const insert = (...numbers: number[]): Parameters<SqliteThread['insert']>[0] => ({
  table: 'numbers',
  columns: ['n'],
  rows: numbers.map((n) => [n]),
  conflict: 'on conflict do nothing',
})
const count = async (): Promise<unknown> =>
  (await thread.rows('select count(*) as many from numbers', []))[0]?.many

test('who is in a transaction is served alone', async () => {
  const other = joinSqliteThread(thread.share())
  const told: string[] = []
  await other.run('begin immediate', [])
  const waiting = thread.run('begin immediate', []).then(() => told.push('begun'))
  await other.insert(insert(1))
  expect(await other.rows('select n from numbers', [])).toEqual([{ n: 1 }])
  told.push('commit')
  await other.run('commit', [])
  await waiting
  expect(told).toEqual(['commit', 'begun'])
  await thread.run('rollback', [])
  expect(await count()).toBe(1)
  await other.close()
})

test('a transaction ends with who began it', async () => {
  const other = joinSqliteThread(thread.share())
  await other.run('begin immediate', [])
  await other.insert(insert(1))
  await other.close()
  await thread.run('begin immediate', [])
  expect(await count()).toBe(0)
  await thread.run('commit', [])
})

test('an error is told to who asked, and ends nothing', async () => {
  const other = joinSqliteThread(thread.share())
  await expect(other.run('no sql', [])).rejects.toThrow('syntax error')
  expect(await other.run('delete from numbers', [])).toBe(0)
  await other.close()
})

test('any number of rows is inserted, each once', async () => {
  const numbers = Array.from({ length: 64 + 2 * 16 + 4 + 3 }, (_, i) => i)
  await thread.insert(insert(...numbers, 0, 1))
  expect(await count()).toBe(numbers.length)
  expect(await thread.rows('select sum(n) as sum from numbers', [])).toEqual([{ sum: (103 * 102) / 2 }])
})

test('when it is closed, those who joined are told', async () => {
  const other = joinSqliteThread(thread.share())
  await other.run('begin immediate', [])
  const waiting = expect(thread.rows('select 1', [])).rejects.toThrow('The database is closed')
  await thread.close()
  await waiting
  await expect(other.rows('select 1', [])).rejects.toThrow('The database is closed')
})
