import { setImmediate as otherRequests } from 'node:timers/promises'
import { RegistryError } from '../registry-error.ts'
import type { Database, Row } from './database.ts'
import type { RecordingFilter } from './recording.ts'
import { recordingPlan } from './recording-plan.ts'
import { cursorAt, recordingWindows } from './recording-windows.ts'
import { number } from './row.ts'

/** Small enough for rows that each have to be read from the disk. */
const LARGEST_WINDOW = 125
/** How long to look for the rest of a page, in milliseconds. */
const PATIENCE = 30

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
  const plan = recordingPlan(database, projectId, filter)
  if (!plan) return { rows: [], next: undefined }
  const read = recordingWindows(database, plan)
  const end = performance.now() + patience
  const fitting: Row[] = []
  let cursor = after === undefined ? undefined : readCursor(after, plan.keys.length)
  let limit = size + 1
  for (;;) {
    const begun = performance.now()
    const { rows, next } = await read(cursor, limit)
    fitting.push(...rows.filter((row) => number(row, 'fits') === 1))
    if (fitting.length > size || !next) break
    const now = performance.now()
    if (now >= end) return { rows: await readRows(database, fitting), next: next.join('-') }
    cursor = next
    // Rows that the disk has to be asked for take long: no window shall take more than the time that is left.
    const affordable = Math.floor((limit * (end - now)) / Math.max(now - begun, 0.1))
    limit = Math.max(size + 1, Math.min(4 * limit, affordable, LARGEST_WINDOW))
    await otherRequests()
  }
  const page = fitting.slice(0, size)
  const last = page.at(-1)
  const next = fitting.length > size && last ? cursorAt(plan, last).join('-') : undefined
  return { rows: await readRows(database, page), next }
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
