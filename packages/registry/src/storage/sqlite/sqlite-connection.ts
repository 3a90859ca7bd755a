import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Row, Value } from '../database.ts'

const KEPT_STATEMENTS = 200
/** How long to wait for other processes that write, in milliseconds. */
const PATIENCE = 10_000

/**
 * Rows of one statement, and of those for the rest. With each statement the index of words writes a segment, and segments
 * are merged later: one for each row would be more work than all else.
 */
const AT_ONCE = [64, 16, 4, 1]

/** Rows that are to be inserted. */
export interface SqliteInsert {
  table: string
  columns: readonly string[]
  /** In the order of the columns. */
  rows: readonly (readonly Value[])[]
  /** The rest of the statement. */
  conflict: string
}

/** One connection to a database, in the thread that uses it. */
export interface SqliteConnection {
  rows(sql: string, parameters: readonly Value[]): Row[]
  /** @returns how many rows changed. */
  run(sql: string, parameters: readonly Value[]): number
  insert(insert: SqliteInsert): void
  isInTransaction(): boolean
  close(): void
}

/** @param path The file; `:memory:` for a database of this connection alone. */
export function openConnection(path: string, { readOnly }: { readOnly: boolean }): SqliteConnection {
  const database = new DatabaseSync(path, { timeout: PATIENCE })
  try {
    // FULL: what was acknowledged survives a loss of power too. Recordings share commits, so the price is small.
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536',
    )
    if (readOnly) database.exec('pragma query_only = on')
  } catch (error) {
    database.close()
    throw error
  }
  const kept = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = kept.get(sql)
    if (known) return known
    const prepared = database.prepare(sql)
    if (kept.size >= KEPT_STATEMENTS) kept.clear()
    kept.set(sql, prepared)
    return prepared
  }
  return {
    rows: (sql, parameters) => toRows(prepare(sql).all(...parameters)),
    run: (sql, parameters) => Number(prepare(sql).run(...parameters).changes),
    insert({ table, columns, rows, conflict }) {
      const marks = `(${columns.map(() => '?').join(', ')})`
      let done = 0
      for (const size of AT_ONCE) {
        const values = Array.from({ length: size }, () => marks).join(', ')
        const sql = `insert into ${table} (${columns.join(', ')}) values ${values} ${conflict}`
        for (; done + size <= rows.length; done += size) {
          prepare(sql).run(...rows.slice(done, done + size).flat())
        }
      }
    },
    isInTransaction: () => database.isTransaction,
    close: () => database.close(),
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
