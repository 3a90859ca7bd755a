import type { Database, Row, Search } from './database.ts'
import type { Condition, RecordingPlan } from './recording-plan.ts'
import { number } from './row.ts'

/** Most rows of a span that are looked at; more than the smallest span has. */
const MOST_OF_SPAN = 2_000
/** How many a span should have at most, since each may have to be read from the disk. */
const ENOUGH = 500

/** Some rows that the index gave, newest first; `fits` tells whether the other filters leave them. */
export interface RecordingWindow {
  rows: Row[]
  /** Before which the next window begins; undefined at the end of the list. */
  next: number[] | undefined
}

/** Reads the rows before a cursor, or the newest; no more than the limit. */
export type ReadWindow = (cursor: readonly number[] | undefined, limit: number) => Promise<RecordingWindow>

/** How the windows of one list are read. */
export function recordingWindows(database: Database, plan: RecordingPlan): ReadWindow {
  const { search } = plan
  return search?.spans ? bySpans(database, plan, search, search.spans) : inOrder(database, plan)
}

/** Where a cursor stands when this row was the last one. */
export function cursorAt({ keys }: RecordingPlan, row: Row): number[] {
  return keys.length === 1 ? [number(row, 'seq')] : [number(row, 'started_at'), number(row, 'seq')]
}

/** The index gives its rows in the order of the list. */
function inOrder(database: Database, plan: RecordingPlan): ReadWindow {
  const { keys, search } = plan
  const matches = search ? [{ sql: search.where, parameters: [search.parameter()] }] : []
  return async (cursor, limit) => {
    const rows = await database.rows(
      ...statement(plan, [...matches, ...before(plan, cursor)], limit, (select) => {
        return `${select} order by ${keys.map((key) => `${key} desc`).join(', ')} limit ?`
      }),
    )
    const last = rows.at(-1)
    return { rows, next: last && rows.length === limit ? cursorAt(plan, last) : undefined }
  }
}

/**
 * The index gives its rows in no order: it is asked for one span after the other, small ones first. Where few are found,
 * the next span is larger, so that a rare word takes some questions, and a common one no more than the newest rows.
 */
function bySpans(
  database: Database,
  plan: RecordingPlan,
  { where, parameter }: Search,
  spans: readonly number[],
): ReadWindow {
  let level = 0
  return async (cursor, limit) => {
    const [end = (await newest(database)) + 1] = cursor ?? []
    for (;;) {
      const bits = spans[level] ?? 0
      const index = Math.floor((end - 1) / 2 ** bits)
      const start = index * 2 ** bits
      const matches = { sql: where, parameters: [parameter({ bits, index })] }
      const rows = await database.rows(
        ...statement(
          plan,
          [matches, ...before(plan, [end])],
          limit,
          // Materialized: no plan may look through the table in the order that is asked for.
          (select) => `with found as materialized (${select} limit ${MOST_OF_SPAN})
            select *, count(*) over () as many from found order by seq desc limit ?`,
        ),
      )
      const [first] = rows
      const last = rows.at(-1)
      const many = first ? number(first, 'many') : 0
      if (many === MOST_OF_SPAN && level > 0) level--
      else if (last && rows.length === limit) return { rows, next: cursorAt(plan, last) }
      else {
        const isWhole = 2 * (end - start) >= 2 ** bits
        if (isWhole && 8 * many < ENOUGH && level < spans.length - 1) level++
        else if (many > ENOUGH && level > 0) level--
        return { rows, next: start > 0 ? [start] : undefined }
      }
    }
  }
}

async function newest(database: Database): Promise<number> {
  const [row] = await database.rows('select max(seq) as seq from recordings')
  return row ? number(row, 'seq') : 0
}

function before({ keys }: RecordingPlan, cursor: readonly number[] | undefined): Condition[] {
  if (!cursor) return []
  const marks = keys.map(() => '?').join(', ')
  return [{ sql: `(${keys.join(', ')}) < (${marks})`, parameters: [...cursor] }]
}

function statement(
  { from, indexed, others }: RecordingPlan,
  more: readonly Condition[],
  limit: number,
  around: (select: string) => string,
): [sql: string, parameters: Condition['parameters']] {
  const where = [...indexed, ...more]
  const fits = others.map(({ sql }) => sql).join(' and ') || '1 = 1'
  const select = `select recordings.seq, started_at, case when ${fits} then 1 else 0 end as fits from ${from}
     where ${where.map(({ sql }) => sql).join(' and ')}`
  return [around(select), [...others, ...where].flatMap(({ parameters }) => parameters).concat(limit)]
}
