import { expect, test } from 'vitest'
import { asJson, exported, fillStorage } from '../testing/fill-storage.ts'
import { startPostgres } from '../testing/start-postgres.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'

test('what goes from one database to the other, and back, is the same', async () => {
  await using postgres = await startPostgres()
  await using cleanup = new AsyncDisposableStack()
  const first = cleanup.adopt(await openSqlite(':memory:'), (storage) => storage.close())
  const second = cleanup.adopt(await openPostgres(await postgres.newDatabase()), (storage) => storage.close())
  const third = cleanup.adopt(await openSqlite(':memory:'), (storage) => storage.close())
  await fillStorage(first)
  const lines = await exported(first)
  await second.import(asJson(lines))
  expect(await exported(second)).toEqual(lines)
  await third.import(asJson(await exported(second)))
  expect(await exported(third)).toEqual(lines)

  // And what PostgreSQL itself has made, whose JSON is in another order.
  const fourth = cleanup.adopt(await openPostgres(await postgres.newDatabase()), (storage) => storage.close())
  await fillStorage(fourth)
  const made = await exported(fourth)
  const fifth = cleanup.adopt(await openSqlite(':memory:'), (storage) => storage.close())
  await fifth.import(asJson(made))
  expect(await exported(fifth)).toEqual(made)
})
