import { createStorage } from '../create-storage.ts'
import type { Database } from '../database.ts'
import { migrate } from '../migrate.ts'
import type { Storage } from '../storage.ts'
import { openConnection, type SqliteConnection } from './sqlite-connection.ts'
import { sqliteDatabase } from './sqlite-database.ts'
import { type SqliteWriter, startSqliteThread } from './sqlite-thread.ts'

/**
 * Opens the embedded database, and makes it where there is none. One thread writes, another one than that of the caller,
 * in which the reads are.
 *
 * Several processes may open one file: readers never wait, writers wait for each other.
 *
 * @param path The file; `:memory:` for a database that ends with the process.
 */
export async function openSqlite(path: string): Promise<Storage> {
  const thread = path === ':memory:' ? undefined : await startSqliteThread(path)
  const database = thread ? besideReader(thread, path) : sqliteDatabase({ writer: inThisThread() })
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStorage(database, thread && (() => ({ kind: 'sqlite', port: thread.share() })))
}

/** A second connection never sees what is not committed yet. */
function besideReader(writer: SqliteWriter, path: string): Database {
  const open = (): SqliteConnection => openConnection(path, { readOnly: true })
  return sqliteDatabase({ writer, reader: open(), snapshot: open })
}

/** A database in memory has only the one connection. */
function inThisThread(): SqliteWriter {
  const connection = openConnection(':memory:', { readOnly: false })
  return {
    rows: async (sql, parameters) => connection.rows(sql, parameters),
    run: async (sql, parameters) => connection.run(sql, parameters),
    insert: async (insert) => connection.insert(insert),
    close: async () => connection.close(),
  }
}
