import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { createStorage } from '../create-storage.ts'
import type { Database, Row, Transaction } from '../database.ts'
import { migrate } from '../migrate.ts'
import type { Storage } from '../storage.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

const KEPT_STATEMENTS = 200
/** How long to wait for other processes that write, in milliseconds. */
const PATIENCE = 10_000
const BUSY = 5

/**
 * Opens the embedded database, and makes it where there is none.
 *
 * Several processes may open one file: readers never wait, writers wait for each other.
 *
 * @param path The file; `:memory:` for a database that ends with the process.
 */
export async function openSqlite(path: string): Promise<Storage> {
  const database = sqliteDatabase(path)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStorage(database)
}

function sqliteDatabase(path: string): Database {
  const writer = new DatabaseSync(path, { timeout: PATIENCE })
  // FULL: what was acknowledged survives a loss of power too. Recordings share commits, so the price is small.
  writer.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536',
  )
  // From here on, waiting for another writer must not stop this process: see `begin`.
  writer.exec('pragma busy_timeout = 0')
  // A second connection never sees what is not committed yet. A database in memory has only the one.
  const reader = path === ':memory:' ? writer : new DatabaseSync(path, { timeout: PATIENCE })
  if (reader !== writer) reader.exec('pragma query_only = on')
  const write = statements(writer)
  const read = reader === writer ? write : statements(reader)
  const transaction: Transaction = {
    dialect: sqliteDialect,
    rows: async (sql, parameters = []) => toRows(write(sql).all(...parameters)),
    run: async (sql, parameters = []) => Number(write(sql).run(...parameters).changes),
    async insert(table, rows, conflict = '') {
      const columns = Object.keys(rows[0] ?? {})
      if (columns.length === 0) return
      const marks = columns.map(() => '?').join(', ')
      const statement = write(`insert into ${table} (${columns.join(', ')}) values (${marks}) ${conflict}`)
      for (const row of rows) statement.run(...columns.map((column) => row[column] ?? null))
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
      reader === writer
        ? inTurn(() => transaction.rows(sql, parameters))
        : toRows(read(sql).all(...parameters)),
    transaction: (work) =>
      inTurn(async () => {
        await begin(writer)
        try {
          const result = await work(transaction)
          writer.exec('commit')
          return result
        } catch (error) {
          if (writer.isTransaction) writer.exec('rollback')
          throw error
        }
      }),
    async close() {
      await last
      if (reader !== writer) reader.close()
      writer.close()
    },
  }
}

/** Prepares a statement once. */
function statements(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>()
  return (sql) => {
    const known = kept.get(sql)
    if (known) return known
    const prepared = database.prepare(sql)
    if (kept.size >= KEPT_STATEMENTS) kept.clear()
    kept.set(sql, prepared)
    return prepared
  }
}

/** Begins to write, as soon as no other process does. */
async function begin(database: DatabaseSync): Promise<void> {
  for (const end = performance.now() + PATIENCE; ; ) {
    try {
      database.exec('begin immediate')
      return
    } catch (error) {
      const isBusy = error instanceof Error && 'errcode' in error && error.errcode === BUSY
      if (!isBusy || performance.now() > end) throw error
    }
    await delay(1 + Math.random() * 5)
  }
}

function toRows(found: Record<string, unknown>[]): Row[] {
  if (found.every(isRow)) return found
  throw new TypeError('The database gave what is neither text nor number')
}

function isRow(row: Record<string, unknown>): row is Row {
  return Object.values(row).every(
    (value) => value === null || typeof value === 'string' || typeof value === 'number',
  )
}
