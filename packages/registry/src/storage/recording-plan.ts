import type { Database, Search, Value } from './database.ts'
import { projectWord } from './project-word.ts'
import type { RecordingFilter } from './recording.ts'
import { wordsOf } from './words-of.ts'

const MOST_WORDS = 32

/** A condition of a statement, and its parameters. */
export interface Condition {
  sql: string
  parameters: Value[]
}

/** How a list of recordings is read. */
export interface RecordingPlan {
  from: string
  /** What the order is by, and a cursor consists of. */
  keys: readonly string[]
  /** What an index serves, in the order of the keys. */
  indexed: Condition[]
  /** What is held against each row. */
  others: Condition[]
  /** What the index of words is asked besides. */
  search?: Search
}

/** @returns undefined when nothing can fit. */
export function recordingPlan(
  database: Database,
  projectId: string,
  filter: RecordingFilter,
): RecordingPlan | undefined {
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
    indexed: [],
    // The project is one of the words already: an index of its own would only tempt the planner away from that one.
    others: [project, ...equals, ...notFallback, ...times],
    search,
  }
}
