import { createStorage } from '../create-storage.ts'
import { migrate } from '../migrate.ts'
import type { Storage } from '../storage.ts'
import { postgresDatabase } from './postgres-database.ts'

/** How the connections are made. */
export interface PostgresOptions {
  /** Most connections of this process. @default 6 */
  connections?: number
}

/**
 * Opens a PostgreSQL database and brings its tables up to date. Any number of processes may share it.
 *
 * @param url For instance `postgres://user:password@host/database`.
 */
export async function openPostgres(url: string, { connections = 6 }: PostgresOptions = {}): Promise<Storage> {
  const database = postgresDatabase(url, connections)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStorage(database, () => ({ kind: 'postgres', url }))
}
