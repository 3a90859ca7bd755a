import { test } from 'vitest'
import { openPostgres } from './storage/postgres/open-postgres.ts'
import { openSqlite } from './storage/sqlite/open-sqlite.ts'
import { fuzzRegistry } from './testing/fuzz-registry.ts'
import { startPostgres } from './testing/start-postgres.ts'

test('10,000 requests to SQLite', { timeout: 300_000 }, async () => {
  const storage = await openSqlite(':memory:')
  await fuzzRegistry(storage, 10_000)
  await storage.close()
})

test('10,000 requests to PostgreSQL', { timeout: 600_000 }, async () => {
  await using postgres = await startPostgres()
  const storage = await openPostgres(await postgres.newDatabase())
  await fuzzRegistry(storage, 10_000)
  await storage.close()
})
