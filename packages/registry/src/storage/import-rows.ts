import type { Json, JsonObject } from '@understudy/compiler'
import type { Database, Row, Transaction, Value } from './database.ts'
import { FORMAT } from './export-rows.ts'
import { searchable } from './recording-store.ts'
import { type ColumnType, type Table, tables } from './tables.ts'

const AT_ONCE = 500

/**
 * Takes the rows of an export, in one transaction.
 *
 * @returns how many.
 * @throws when the database is not empty, or a line is not as it must be; then nothing is taken.
 */
export function importRows(database: Database, lines: AsyncIterable<Json>): Promise<number> {
  return database.transaction(async (tx) => {
    for (const table of ['projects', 'api_keys']) {
      const [row] = await tx.rows(`select 1 as one from ${table} limit 1`)
      if (row) throw new Error('The database is not empty: import into a new one.')
    }
    return importLines(tx, lines)
  })
}

async function importLines(tx: Transaction, lines: AsyncIterable<Json>): Promise<number> {
  let number = 0
  let rows = 0
  let isWhole = false
  let waiting: { table: Table; rows: Row[] } | undefined
  const write = async (): Promise<void> => {
    if (waiting) await tx.insert(waiting.table.name, waiting.rows)
    waiting = undefined
  }
  for await (const line of lines) {
    number++
    const wrong = (what: string): Error => new Error(`Line ${number}: ${what}`)
    if (!isObject(line) || isWhole) throw wrong('this is no line of an export.')
    if (number === 1) {
      if (line.understudy !== 'registry') throw wrong('this is no export of a registry.')
      if (line.format !== FORMAT) throw wrong(`the format is ${JSON.stringify(line.format)}, not ${FORMAT}.`)
    } else if (isObject(line.end)) {
      if (line.end.rows !== rows) throw wrong(`there were ${rows} rows before it: some are missing.`)
      isWhole = true
    } else {
      const table = tables.find(({ name }) => name === line.table)
      if (!table || !isObject(line.row)) throw wrong('this is no row of a table that is known.')
      const row = toRow(table, line.row, wrong)
      if (waiting?.table !== table || waiting.rows.length === AT_ONCE) {
        await write()
        waiting = { table, rows: [] }
      }
      waiting.rows.push(row)
      rows++
    }
  }
  if (!isWhole) throw new Error(`Line ${number + 1}: the end is missing: the export was cut off.`)
  await write()
  return rows
}

function toRow(table: Table, row: JsonObject, wrong: (what: string) => Error): Row {
  const values: { [column: string]: Value } = {}
  for (const [column, type] of Object.entries(table.columns)) {
    const value = toValue(type, row[column])
    if (value === undefined) throw wrong(`${table.name}.${column} is no ${type.replace('?', ' or null')}.`)
    values[column] = value
  }
  if (table.name === 'recordings' && isObject(row.body)) {
    values.words = searchable(String(row.project_id), row.body)
  }
  return values
}

function toValue(type: ColumnType, value: Json | undefined): Value | undefined {
  if (type === 'json') return isObject(value) ? JSON.stringify(value) : undefined
  // Exports of older versions do not have all columns.
  if ((value === null || value === undefined) && type.endsWith('?')) return null
  const wanted = type.startsWith('text') ? 'string' : 'number'
  return typeof value === wanted && (typeof value === 'string' || typeof value === 'number')
    ? value
    : undefined
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
