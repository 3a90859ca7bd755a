import { expect, test } from 'vitest'
import { openSqlite } from './storage/sqlite/open-sqlite.ts'
import { fuzzRegistry } from './testing/fuzz-registry.ts'

test('any request gets an answer that is documented', { timeout: 30_000 }, async () => {
  const storage = await openSqlite(':memory:')
  const statuses = await fuzzRegistry(storage, 300)
  // Else the requests would be too wrong to test anything.
  for (const status of [200, 201, 404, 422]) expect(statuses.get(status)).toBeGreaterThan(3)
  await storage.close()
})
