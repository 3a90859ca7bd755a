import { RegistryError } from '../registry-error.ts'
import type { Database, Row, Value } from './database.ts'
import { number } from './row.ts'
import type { RecordingFilter } from './storage.ts'
import { wordsOf } from './words-of.ts'

const MOST_WORDS = 32

/**
 * Reads a page of recordings by keyset: the cursor tells where the page before ended, so that a page far down costs no
 * more than the first, and none is skipped or seen twice while new ones arrive.
 */
export async function listRecordings(
  database: Database,
  projectId: string,
  filter: RecordingFilter,
  { size, after }: { size: number; after?: string | undefined },
): Promise<{ rows: Row[]; next: string | undefined }> {
  const conditions = ['recordings.project_id = ?']
  const parameters: Value[] = [projectId]
  const where = (condition: string, ...values: Value[]): void => {
    conditions.push(condition)
    parameters.push(...values)
  }
  if (filter.environment !== undefined) where('environment = ?', filter.environment)
  if (filter.model !== undefined) where('model = ?', filter.model)
  if (filter.versionId !== undefined) where('version_id = ?', filter.versionId)
  if (filter.sessionId !== undefined) where('session_id = ?', filter.sessionId)
  if (filter.feedback !== undefined) where('rating = ?', filter.feedback)
  // A literal, so that the partial index is taken.
  if (filter.fallback !== undefined) where(filter.fallback ? 'fallback = 1' : 'fallback = 0')
  if (filter.from !== undefined) where('started_at >= ?', filter.from)
  if (filter.to !== undefined) where('started_at < ?', filter.to)

  const words = filter.text === undefined ? undefined : wordsOf(filter.text).slice(0, MOST_WORDS)
  if (words?.length === 0) return { rows: [], next: undefined }
  const search = words && database.dialect.search(words)
  if (search) where(search.where, search.parameter)
  const keys = search ? [search.key] : ['started_at', 'seq']
  if (after !== undefined) {
    const cursor = readCursor(after, keys.length)
    where(`(${keys.join(', ')}) < (${keys.map(() => '?').join(', ')})`, ...cursor)
  }
  const found = await database.rows(
    `select recordings.* from ${search?.from ?? 'recordings'} where ${conditions.join(' and ')}
     order by ${keys.map((key) => `${key} desc`).join(', ')} limit ?`,
    [...parameters, size + 1],
  )
  const rows = found.slice(0, size)
  const last = rows.at(-1)
  if (found.length <= size || !last) return { rows, next: undefined }
  const cursor = search ? [number(last, 'seq')] : [number(last, 'started_at'), number(last, 'seq')]
  return { rows, next: cursor.join('-') }
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
