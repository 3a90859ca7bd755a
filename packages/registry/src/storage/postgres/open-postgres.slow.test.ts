import { afterAll, beforeAll } from 'vitest'
import { type RunningPostgres, startPostgres } from '../../testing/start-postgres.ts'
import { storageContract } from '../../testing/storage-contract.ts'
import { openPostgres } from './open-postgres.ts'

let postgres: RunningPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

storageContract(async () => {
  const storage = await openPostgres(await postgres.newDatabase())
  return { storage, [Symbol.asyncDispose]: () => storage.close() }
})
