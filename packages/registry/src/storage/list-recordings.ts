import { setImmediate as otherRequests } from 'node:timers/promises'
import { RegistryError } from '../registry-error.ts'
import type { Database, Row, Value } from './database.ts'
import { projectWord } from './project-word.ts'
import { number } from './row.ts'
import type { RecordingFilter } from './storage.ts'
import { wordsOf } from './words-of.ts'

const MOST_WORDS = 32
const LARGEST_WINDOW = 2_000
/** How long to look for the rest of a page, in milliseconds. */
const PATIENCE = 40

/**
 * Reads a page of recordings by keyset: the cursor tells where the page before ended, so that a page far down costs no
 * more than the first, and none is skipped or seen twice while new ones arrive.
 *
 * An index serves one of the filters; the others are held against what it gives, for a limited time. So a page may have
 * fewer recordings than there is room for, or none, and yet be followed by another.
 */
export async function listRecordings(
  database: Database,
  projectId: string,
  filter: RecordingFilter,
  { size, after, patience = PATIENCE }: { size: number; after?: string | undefined; patience?: number },
): Promise<{ rows: Row[]; next: string | undefined }> {
  const plan = planFor(database, projectId, filter)
  if (!plan) return { rows: [], next: undefined }
  const end = performance.now() + patience
  const fitting: Row[] = []
  let cursor = after === undefined ? undefined : readCursor(after, plan.keys.length)
  let limit = plan.others.length === 0 ? size + 1 : 4 * (size + 1)
  for (;;) {
    const begun = performance.now()
    const found = await readWindow(database, plan, cursor, limit)
    fitting.push(...found.filter((row) => number(row, 'fits') === 1))
    const last = found.at(-1)
    if (fitting.length > size || found.length < limit || !last) break
    const now = performance.now()
    if (now >= end) {
      return { rows: await readRows(database, fitting), next: cursorAt(plan, last).join('-') }
    }
    cursor = cursorAt(plan, last)
    // Rows that the disk has to be asked for take long: then the windows stay small.
    if (now - begun < patience / 8) limit = Math.min(4 * limit, LARGEST_WINDOW)
    await otherRequests()
  }
  const page = fitting.slice(0, size)
  const last = page.at(-1)
  const next = fitting.length > size && last ? cursorAt(plan, last).join('-') : undefined
  return { rows: await readRows(database, page), next }
}

interface Condition {
  sql: string
  parameters: Value[]
}

interface Plan {
  from: string
  /** What the order is by, and a cursor consists of. */
  keys: readonly string[]
  /** What an index serves, in the order of the keys. */
  indexed: Condition[]
  /** What is held against each row. */
  others: Condition[]
}

/** @returns undefined when nothing can fit. */
function planFor(database: Database, projectId: string, filter: RecordingFilter): Plan | undefined {
  const { environment, model, versionId, sessionId, fallback, feedback, from, to, text } = filter
  const is = (sql: string, ...parameters: Value[]): Condition => ({ sql, parameters })
  const project = is('recordings.project_id = ?', projectId)
  const times = [
    ...(from === undefined ? [] : [is('started_at >= ?', from)]),
    ...(to === undefined ? [] : [is('started_at < ?', to)]),
  ]
  // What leaves the fewest, most likely, comes first.
  const equals = [
    ...(sessionId === undefined ? [] : [is('session_id = ?', sessionId)]),
    ...(versionId === undefined ? [] : [is('version_id = ?', versionId)]),
    ...(feedback === undefined ? [] : [is('rating = ?', feedback)]),
    // A literal, so that the partial index is taken.
    ...(fallback === true ? [is('fallback = 1')] : []),
    ...(model === undefined ? [] : [is('model = ?', model)]),
    ...(environment === undefined ? [] : [is('environment = ?', environment)]),
  ]
  const notFallback = fallback === false ? [is('fallback = 0')] : []
  if (text === undefined) {
    const [first = [], ...rest] = equals.map((one) => [one])
    return {
      from: 'recordings',
      keys: ['started_at', 'seq'],
      indexed: [project, ...first, ...times],
      others: [...rest.flat(), ...notFallback],
    }
  }
  const words = wordsOf(text).slice(0, MOST_WORDS)
  if (words.length === 0) return undefined
  const search = database.dialect.search([projectWord(projectId), ...words])
  return {
    from: search.from,
    keys: [search.key],
    indexed: [is(search.where, search.parameter), project],
    others: [...equals, ...notFallback, ...times],
  }
}

function readWindow(
  database: Database,
  { from, keys, indexed, others }: Plan,
  cursor: readonly number[] | undefined,
  limit: number,
): Promise<Row[]> {
  const where = [...indexed]
  if (cursor) {
    const marks = keys.map(() => '?').join(', ')
    where.push({ sql: `(${keys.join(', ')}) < (${marks})`, parameters: [...cursor] })
  }
  const fits = others.map(({ sql }) => sql).join(' and ') || '1 = 1'
  return database.rows(
    `select recordings.seq, started_at, case when ${fits} then 1 else 0 end as fits from ${from}
     where ${where.map(({ sql }) => sql).join(' and ')}
     order by ${keys.map((key) => `${key} desc`).join(', ')} limit ?`,
    [...others, ...where].flatMap(({ parameters }) => parameters).concat(limit),
  )
}

/** Reads whole recordings, in the order of what was found. */
async function readRows(database: Database, found: readonly Row[]): Promise<Row[]> {
  if (found.length === 0) return []
  const marks = found.map(() => '?').join(', ')
  const rows = await database.rows(
    `select * from recordings where seq in (${marks})`,
    found.map((row) => number(row, 'seq')),
  )
  const bySeq = new Map(rows.map((row) => [number(row, 'seq'), row]))
  return found.flatMap((row) => {
    const whole = bySeq.get(number(row, 'seq'))
    return whole ? [whole] : []
  })
}

function cursorAt({ keys }: Plan, row: Row): number[] {
  return keys.length === 1 ? [number(row, 'seq')] : [number(row, 'started_at'), number(row, 'seq')]
}

function readCursor(text: string, length: number): number[] {
  const numbers = text.split('-').map(Number)
  if (numbers.length === length && numbers.every(Number.isSafeInteger)) return numbers
  throw new RegistryError('invalid_request', 'The cursor is none that this list gave.', [
    {
      path: 'cursor',
      message: 'Take it from `pagination.next_cursor` of the page before, with the same filters.',
    },
  ])
}
