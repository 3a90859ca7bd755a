import pg from 'pg'
import type { Database, Row, Sql, Transaction } from '../database.ts'
import { postgresDialect } from './postgres-dialect.ts'

const BIGINT = 20
/** Serialization failure and deadlock: the same transaction may well succeed when it runs again. */
const PASSING = new Set(['40001', '40P01'])
const TRIES = 4

/**
 * A pool of connections.
 *
 * @param connections Most of them.
 * @param patience How long a statement may take, in milliseconds; a third more where nothing comes back at all.
 */
export function postgresDatabase(url: string, connections: number, patience = 30_000): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    // Kept: to make one anew, amid a load, takes longer than what it is for.
    idleTimeoutMillis: 0,
    statement_timeout: patience,
    // Not all that goes away says so: a machine that is gone leaves its connections open.
    query_timeout: (patience * 4) / 3,
    keepAlive: true,
    types: {
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === BIGINT && format !== 'binary' ? Number : pg.types.getTypeParser(type, format),
    },
  })
  // A connection that breaks while it is idle is replaced; a request that needs one gets its own error. One that breaks
  // between two statements of a transaction tells nobody but its own listeners, and would end the process without.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const numbered = placeholders()
  const nameOf = statementNames()
  const on = (client: pg.Pool | pg.PoolClient): Sql => ({
    rows: async (sql, parameters = []) => (await client.query<Row>(numbered(sql), [...parameters])).rows,
  })

  async function attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken = false
    try {
      await client.query('begin')
      const result = await work(transactionOn(client))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  function transactionOn(client: pg.PoolClient): Transaction {
    return {
      dialect: postgresDialect,
      ...on(client),
      run: async (sql, parameters = []) => (await client.query(numbered(sql), [...parameters])).rowCount ?? 0,
      async insert(table, rows, conflict = '') {
        const columns = Object.keys(rows[0] ?? {}).join(', ')
        if (columns === '') return
        // One parameter, so that one prepared statement serves any number of rows.
        const text = `insert into ${table} (${columns}) select ${columns}
          from json_populate_recordset(null::${table}, $1) ${conflict}`
        await client.query({ name: nameOf(text), text, values: [JSON.stringify(rows)] })
      },
    }
  }

  return {
    dialect: postgresDialect,
    ...on(pool),
    async snapshot() {
      const client = await pool.connect()
      const end = async (): Promise<void> => {
        const isBroken = await client.query('rollback').then(
          () => false,
          () => true,
        )
        client.release(isBroken)
      }
      try {
        await client.query('begin isolation level repeatable read read only')
      } catch (error) {
        await end()
        throw error
      }
      return { ...on(client), [Symbol.asyncDispose]: end }
    },
    async transaction(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(work)
        } catch (error) {
          if (tries === TRIES || !(error instanceof pg.DatabaseError) || !PASSING.has(error.code ?? '')) {
            throw error
          }
        }
      }
    },
    close: () => pool.end(),
  }
}

/** Turns `?` into `$1`, `$2`, …; no statement of ours has a `?` for anything else. */
function placeholders(): (sql: string) => string {
  const kept = new Map<string, string>()
  return (sql) => {
    const known = kept.get(sql)
    if (known !== undefined) return known
    let count = 0
    const numbered = sql.replaceAll('?', () => `$${++count}`)
    if (kept.size >= 500) kept.clear()
    kept.set(sql, numbered)
    return numbered
  }
}

/** A name for each statement that is prepared; they are few. */
function statementNames(): (sql: string) => string {
  const names = new Map<string, string>()
  return (sql) => {
    const name = names.get(sql) ?? `understudy_${names.size}`
    names.set(sql, name)
    return name
  }
}
