import { setImmediate as otherRequests } from 'node:timers/promises'
import type { JsonObject } from '@understudy/compiler'
import type { Database, Row, Transaction, Value } from './database.ts'
import { listRecordings } from './list-recordings.ts'
import { projectWord } from './project-word.ts'
import { number, object, optional, optionalNumber, text } from './row.ts'
import type { NewRecording, Recording, RecordingStore } from './storage.ts'
import { touchSessions } from './touch-sessions.ts'
import { textsIn, wordsOf } from './words-of.ts'

/** Feedback's own key: a thumb, up or down. */
const RATING = 'freeplay_feedback'
/** How many recordings are prepared before other requests have their turn. */
const AT_ONCE = 20

export function recordingStore(database: Database): RecordingStore {
  const { mergeJson, forUpdate } = database.dialect
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
    update: (projectId, id, { messages, evalResults }) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(`select * from recordings where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        if (!row) return false
        const { body } = toRecording(row)
        const changed = { ...body, messages: [...body.messages, ...messages] }
        await tx.run(
          `update recordings set body = ?, words = ?, eval_results = ${mergeJson('eval_results', '?')}
           where project_id = ? and id = ?`,
          [
            JSON.stringify(changed),
            searchable(projectId, changed),
            JSON.stringify(evalResults),
            projectId,
            id,
          ],
        )
        return true
      }),
    addFeedback: (projectId, id, feedback) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(
          `select seq from recordings where id = ? ${projectId === undefined ? '' : 'and project_id = ?'}
           order by seq desc limit 1`,
          projectId === undefined ? [id] : [id, projectId],
        )
        if (!row) return false
        await addFeedback(tx, number(row, 'seq'), feedback, mergeJson('feedback', '?'))
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

async function addFeedback(
  tx: Transaction,
  seq: number,
  feedback: JsonObject,
  merged: string,
): Promise<void> {
  const rating = feedback[RATING]
  const parameters: Value[] = [JSON.stringify(feedback)]
  if (typeof rating === 'string') parameters.push(rating)
  await tx.run(
    `update recordings set feedback = ${merged}${typeof rating === 'string' ? ', rating = ?' : ''} where seq = ?`,
    [...parameters, seq],
  )
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
  }
}
