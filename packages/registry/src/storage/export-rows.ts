import type { Json, JsonObject } from '@understudy/compiler'
import type { Database, Row, Sql } from './database.ts'
import { number } from './row.ts'
import type { ExportLine } from './storage.ts'
import { type Table, tables } from './tables.ts'

export const FORMAT = 1
const AT_ONCE = 500

/** All rows of a database, as they are at one moment. */
export async function* exportRows(database: Database): AsyncGenerator<ExportLine> {
  await using snapshot = await database.snapshot()
  yield { understudy: 'registry', format: FORMAT }
  let rows = 0
  for (const table of tables) {
    for await (const row of table.ordered ? inOrder(snapshot, table) : sorted(snapshot, table)) {
      rows++
      yield { table: table.name, row }
    }
  }
  yield { end: { rows } }
}

async function* inOrder(sql: Sql, table: Table): AsyncGenerator<JsonObject> {
  const columns = ['seq', ...Object.keys(table.columns)].join(', ')
  for (let last = 0; ; ) {
    const rows = await sql.rows(`select ${columns} from ${table.name} where seq > ? order by seq limit ?`, [
      last,
      AT_ONCE,
    ])
    for (const row of rows) yield toJson(table, row)
    const end = rows.at(-1)
    if (!end || rows.length < AT_ONCE) return
    last = number(end, 'seq')
  }
}

/** Each database sorts texts in its own way. */
async function* sorted(sql: Sql, table: Table): AsyncGenerator<JsonObject> {
  const columns = Object.keys(table.columns).join(', ')
  const rows = (await sql.rows(`select ${columns} from ${table.name}`)).map((row) => toJson(table, row))
  const keyed = rows.map((row): [string, JsonObject] => [JSON.stringify(Object.values(row)), row])
  yield* keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function toJson({ columns }: Table, row: Row): JsonObject {
  return Object.fromEntries(
    Object.entries(columns).map(([column, type]): [string, Json] => {
      const value = row[column] ?? null
      return [column, type === 'json' ? JSON.parse(String(value)) : value]
    }),
  )
}
