import type { Database, Transaction } from '../database.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { SqliteWriter } from './sqlite-thread.ts'

/** The connections of a database. */
export interface SqliteConnections {
  writer: SqliteWriter
  /** @default reads wait their turn with the writer */
  reader?: SqliteConnection
  /** Opens one more reader. @default none, a snapshot has only the present */
  snapshot?: () => SqliteConnection
}

export function sqliteDatabase({ writer, reader, snapshot }: SqliteConnections): Database {
  const transaction: Transaction = {
    dialect: sqliteDialect,
    rows: (sql, parameters = []) => writer.rows(sql, parameters),
    run: (sql, parameters = []) => writer.run(sql, parameters),
    async insert(table, rows, conflict = '') {
      const columns = Object.keys(rows[0] ?? {})
      if (columns.length === 0) return
      const values = rows.map((row) => columns.map((column) => row[column] ?? null))
      await writer.insert({ table, columns, rows: values, conflict })
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
      if (!snapshot)
        return {
          rows: (...read) => inTurn(() => transaction.rows(...read)),
          [Symbol.asyncDispose]: async () => {},
        }
      const connection = snapshot()
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
