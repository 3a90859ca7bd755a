import { canonicalDigest } from '@understudy/compiler'
import type { Row } from './database.ts'

/** The columns that can change after a row was written, and that follow from no other; JSON is parsed. */
const changing = {
  sessions: { json: ['metadata'], text: [] },
  traces: { json: ['body', 'eval_results', 'metadata', 'feedback'], text: ['session_id', 'test_run_id'] },
  recordings: { json: ['body', 'eval_results', 'feedback'], text: [] },
  datasets: { json: ['body'], text: ['name'] },
  test_cases: { json: ['body'], text: [] },
} as const

/** A table whose rows the audit log knows by their digests. */
export type DigestedTable = keyof typeof changing

/** The digest of what can change in a row: canonical JSON of these columns, as an export has them. */
export function rowDigest(table: DigestedTable, row: Row): string {
  const { json, text } = changing[table]
  return canonicalDigest(
    Object.fromEntries([
      ...json.map((column): [string, unknown] => [column, JSON.parse(String(row[column]))]),
      ...text.map((column): [string, unknown] => [column, row[column] ?? null]),
    ]),
  )
}
