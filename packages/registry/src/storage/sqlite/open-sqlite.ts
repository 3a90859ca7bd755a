import { createStorage } from '../create-storage.ts'
import type { Database, Transaction } from '../database.ts'
import { migrate } from '../migrate.ts'
import type { Storage } from '../storage.ts'
import { openConnection } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { type SqliteThread, startSqliteThread } from './sqlite-thread.ts'

/**
 * Opens the embedded database, and makes it where there is none. One thread writes, another one than that of the caller,
 * in which the reads are.
 *
 * Several processes may open one file: readers never wait, writers wait for each other.
 *
 * @param path The file; `:memory:` for a database that ends with the process.
 */
export async function openSqlite(path: string): Promise<Storage> {
  const database = await sqliteDatabase(path)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStorage(database)
}

async function sqliteDatabase(path: string): Promise<Database> {
  const writer = path === ':memory:' ? inThisThread(path) : await startSqliteThread(path)
  // A second connection never sees what is not committed yet. A database in memory has only the one.
  const reader = path === ':memory:' ? undefined : openConnection(path, { readOnly: true })
  const transaction: Transaction = {
    dialect: sqliteDialect,
    rows: (sql, parameters = []) => writer.rows(sql, parameters),
    run: (sql, parameters = []) => writer.run(sql, parameters),
    async insert(table, rows, conflict = '') {
      const columns = Object.keys(rows[0] ?? {})
      if (columns.length === 0) return
      const marks = columns.map(() => '?').join(', ')
      const sql = `insert into ${table} (${columns.join(', ')}) values (${marks}) ${conflict}`
      await writer.runMany(
        sql,
        rows.map((row) => columns.map((column) => row[column] ?? null)),
      )
    },
  }
  // One transaction at a time on the one connection.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
  return {
    dialect: sqliteDialect,
    rows: async (sql, parameters = []) =>
      reader ? reader.rows(sql, parameters) : inTurn(() => transaction.rows(sql, parameters)),
    async snapshot() {
      if (!reader)
        return {
          rows: (...read) => inTurn(() => transaction.rows(...read)),
          [Symbol.asyncDispose]: async () => {},
        }
      const connection = openConnection(path, { readOnly: true })
      connection.run('begin', [])
      return {
        rows: async (sql, parameters = []) => connection.rows(sql, parameters),
        [Symbol.asyncDispose]: async () => connection.close(),
      }
    },
    transaction: (work) =>
      inTurn(async () => {
        await writer.run('begin immediate', [])
        try {
          const result = await work(transaction)
          await writer.run('commit', [])
          return result
        } catch (error) {
          // Some errors have rolled it back already.
          await writer.run('rollback', []).catch(() => {})
          throw error
        }
      }),
    async close() {
      await last
      reader?.close()
      await writer.close()
    },
  }
}

function inThisThread(path: string): SqliteThread {
  const connection = openConnection(path, { readOnly: false })
  return {
    rows: async (sql, parameters) => connection.rows(sql, parameters),
    run: async (sql, parameters) => connection.run(sql, parameters),
    runMany: async (sql, lists) => connection.runMany(sql, lists),
    close: async () => connection.close(),
  }
}
