import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { expect, test } from 'vitest'
import { isUnavailable } from './is-unavailable.ts'

function thrown(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function ofPostgres(code: string): Error {
  return Object.assign(new pg.DatabaseError('said by the server', 1, 'error'), { code })
}

test('a full database of SQLite, and one that cannot be opened', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('pragma max_page_count = 3; create table t (a)')
  const full = thrown(() => {
    for (;;) database.prepare('insert into t values (?)').run('x'.repeat(4_000))
  })
  expect(isUnavailable(full)).toBe(true)
  expect(isUnavailable(thrown(() => database.exec('pragma query_only = on; insert into t values (1)')))).toBe(
    true,
  )
  expect(isUnavailable(thrown(() => new DatabaseSync('/nowhere/at/all.db')))).toBe(true)
  expect(isUnavailable(thrown(() => database.exec('no sql')))).toBe(false)
})

test.each([
  ['nobody listens', Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), true],
  ['a connection that is lost', new Error('Connection terminated unexpectedly'), true],
  ['a server that is shut down', ofPostgres('57P01'), true],
  ['a full disk', ofPostgres('53100'), true],
  ['a standby', ofPostgres('25006'), true],
  ['a statement that was cancelled', ofPostgres('57014'), false],
  ['a wrong statement', ofPostgres('42601'), false],
  ['a bug', new TypeError('x is not a function'), false],
  ['no error', 'ECONNREFUSED', false],
])('%s', (_, error, expected) => {
  expect(isUnavailable(error)).toBe(expected)
})
