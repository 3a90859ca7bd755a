import { setImmediate as otherRequests } from 'node:timers/promises'
import type { JsonObject } from '@understudy/compiler'
import { changeRow } from './change-row.ts'
import type { Database, Row } from './database.ts'
import { listRecordings } from './list-recordings.ts'
import { projectWord } from './project-word.ts'
import type { NewRecording, Recording } from './recording.ts'
import { mergedJson, number, object, optional, optionalNumber, text } from './row.ts'
import type { RecordingStore } from './storage.ts'
import { touchSessions } from './touch-sessions.ts'
import { textsIn, wordsOf } from './words-of.ts'

/** Feedback's own key: a thumb, up or down. */
const RATING = 'freeplay_feedback'
/** How many recordings are prepared before other requests have their turn. */
const AT_ONCE = 20

export function recordingStore(database: Database): RecordingStore {
  const { forUpdate } = database.dialect
  return {
    async add(recordings) {
      // Before the transaction, so that none is kept open meanwhile.
      const rows: Row[] = []
      for (const recording of recordings) {
        if (rows.length % AT_ONCE === AT_ONCE - 1) await otherRequests()
        rows.push(toRow(recording))
      }
      await database.transaction(async (tx) => {
        await touchSessions(tx, recordings)
        await tx.insert('recordings', rows, 'on conflict (project_id, id) do nothing')
      })
    },
    update: (projectId, id, { messages, evalResults }, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(`select * from recordings where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        if (!row) return false
        const { body } = toRecording(row)
        const changed = { ...body, messages: [...body.messages, ...messages] }
        const columns = {
          body: JSON.stringify(changed),
          words: searchable(projectId, changed),
          eval_results: mergedJson(row, 'eval_results', evalResults),
        }
        const change = { projectId, actor: actor.keyId, action: 'recording.update', target: id }
        await changeRow(tx, 'recordings', row, columns, change)
        return true
      }),
    addFeedback: (projectId, id, feedback, actor) =>
      database.transaction(async (tx) => {
        // The index begins with the project: without one it is asked for each.
        const project = projectId === undefined ? 'in (select id from projects)' : '= ?'
        const [row] = await tx.rows(
          `select * from recordings where project_id ${project} and id = ? order by seq desc limit 1 ${forUpdate}`,
          projectId === undefined ? [id] : [projectId, id],
        )
        if (!row) return false
        const rating = feedback[RATING]
        const columns = {
          feedback: mergedJson(row, 'feedback', feedback),
          ...(typeof rating === 'string' && { rating }),
        }
        await changeRow(tx, 'recordings', row, columns, {
          projectId: text(row, 'project_id'),
          actor: actor.keyId,
          action: 'recording.feedback',
          target: id,
        })
        return true
      }),
    async find(projectId, id) {
      const [row] = await database.rows('select * from recordings where project_id = ? and id = ?', [
        projectId,
        id,
      ])
      return row && toRecording(row)
    },
    async list(projectId, filter, page) {
      const { rows, next } = await listRecordings(database, projectId, filter, page)
      return { items: rows.map(toRecording), next }
    },
  }
}

function toRow(recording: NewRecording): Row {
  return {
    project_id: recording.projectId,
    id: recording.id,
    session_id: recording.sessionId,
    trace_id: recording.traceId ?? null,
    version_id: recording.versionId ?? null,
    environment: recording.environment ?? null,
    provider: recording.provider ?? null,
    model: recording.model ?? null,
    started_at: recording.startedAt,
    ended_at: recording.endedAt ?? null,
    prompt_tokens: recording.promptTokens ?? null,
    completion_tokens: recording.completionTokens ?? null,
    fallback: Number(recording.fallback),
    test_run_id: recording.testRunId ?? null,
    test_case_id: recording.testCaseId ?? null,
    eval_results: JSON.stringify(recording.evalResults),
    feedback: '{}',
    body: JSON.stringify(recording.body),
    recorded_by: recording.recordedBy,
    created_at: Date.now(),
    words: searchable(recording.projectId, recording.body),
  }
}

/** The words that a recording is found by. */
export function searchable(projectId: string, { messages, inputs }: JsonObject): string {
  return [projectWord(projectId), ...wordsOf(`${textsIn(messages)}\n${textsIn(inputs)}`)].join(' ')
}

function toRecording(row: Row): Recording {
  const body: Recording['body'] = JSON.parse(text(row, 'body'))
  return {
    projectId: text(row, 'project_id'),
    id: text(row, 'id'),
    sessionId: text(row, 'session_id'),
    traceId: optional(row, 'trace_id'),
    versionId: optional(row, 'version_id'),
    environment: optional(row, 'environment'),
    provider: optional(row, 'provider'),
    model: optional(row, 'model'),
    startedAt: number(row, 'started_at'),
    endedAt: optionalNumber(row, 'ended_at'),
    promptTokens: optionalNumber(row, 'prompt_tokens'),
    completionTokens: optionalNumber(row, 'completion_tokens'),
    fallback: number(row, 'fallback') === 1,
    testRunId: optional(row, 'test_run_id'),
    testCaseId: optional(row, 'test_case_id'),
    evalResults: object(row, 'eval_results'),
    feedback: object(row, 'feedback'),
    rating: optional(row, 'rating'),
    body,
    recordedBy: text(row, 'recorded_by'),
    recordedAt: number(row, 'created_at'),
  }
}
