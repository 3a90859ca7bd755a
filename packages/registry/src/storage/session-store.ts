import { audit } from './audit.ts'
import { changeRow } from './change-row.ts'
import type { Database, Row } from './database.ts'
import { mergedJson, number, object, optional, pageOf, text, toPage } from './row.ts'
import { rowDigest } from './row-digest.ts'
import type { SessionStore, Trace } from './storage.ts'
import { touchSessions } from './touch-sessions.ts'

export function sessionStore(database: Database): SessionStore {
  const { forUpdate } = database.dialect
  return {
    async list(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select * from sessions where project_id = ? order by seq desc ${sql}`,
        [projectId, ...parameters],
      )
      return toPage(rows, page, (row) => ({
        id: text(row, 'id'),
        metadata: object(row, 'metadata'),
        createdAt: number(row, 'created_at'),
        recordedBy: optional(row, 'recorded_by'),
      }))
    },
    addMetadata: (projectId, sessionId, sessionMetadata, { keyId: recordedBy }) =>
      database.transaction((tx) =>
        touchSessions(tx, [{ projectId, sessionId, sessionMetadata, recordedBy }]),
      ),
    delete: (projectId, id, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(`select * from sessions where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        if (!row) return false
        const recordings = await tx.run('delete from recordings where project_id = ? and session_id = ?', [
          projectId,
          id,
        ])
        const traces = await tx.run('delete from traces where project_id = ? and session_id = ?', [
          projectId,
          id,
        ])
        await tx.run('delete from sessions where project_id = ? and id = ?', [projectId, id])
        const detail = { recordings, traces, before: rowDigest('sessions', row) }
        await audit(tx, { projectId, actor: actor.keyId, action: 'session.delete', target: id, detail })
        return true
      }),
    putTrace: (projectId, trace, { keyId: recordedBy }) =>
      database.transaction(async (tx) => {
        const { id, sessionId } = trace
        await touchSessions(tx, [{ projectId, sessionId, sessionMetadata: {}, recordedBy }])
        const columns = {
          session_id: sessionId,
          test_run_id: trace.testRunId ?? null,
          body: JSON.stringify(trace.body),
          eval_results: JSON.stringify(trace.evalResults),
        }
        const made = await tx.run(
          `insert into traces (project_id, id, session_id, test_run_id, body, eval_results, metadata, feedback,
             created_at, recorded_by) values (?, ?, ?, ?, ?, ?, ?, '{}', ?, ?) on conflict (project_id, id) do nothing`,
          [projectId, id, ...Object.values(columns), JSON.stringify(trace.metadata), Date.now(), recordedBy],
        )
        if (made > 0) return
        const [row] = await tx.rows(`select * from traces where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        // One that was deleted in between is written when it is sent again.
        if (!row) throw new Error('A trace was deleted while it was written')
        const metadata = mergedJson(row, 'metadata', trace.metadata)
        const change = { projectId, actor: recordedBy, action: 'trace.replace', target: id }
        await changeRow(tx, 'traces', row, { ...columns, metadata }, change)
      }),
    async traces(projectId, sessionId) {
      const rows = await database.rows(
        'select * from traces where project_id = ? and session_id = ? order by seq limit 1000',
        [projectId, sessionId],
      )
      return rows.map(toTrace)
    },
    addToTrace: (projectId, id, { metadata = {}, feedback = {}, sessionId }, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(
          `select * from traces where project_id = ? and id = ?
             ${sessionId === undefined ? '' : 'and session_id = ?'} ${forUpdate}`,
          [projectId, id, ...(sessionId === undefined ? [] : [sessionId])],
        )
        if (!row) return false
        const columns = {
          metadata: mergedJson(row, 'metadata', metadata),
          feedback: mergedJson(row, 'feedback', feedback),
        }
        const action = Object.keys(feedback).length > 0 ? 'trace.feedback' : 'trace.update'
        await changeRow(tx, 'traces', row, columns, { projectId, actor: actor.keyId, action, target: id })
        return true
      }),
  }
}

function toTrace(row: Row): Trace {
  return {
    id: text(row, 'id'),
    sessionId: text(row, 'session_id'),
    testRunId: optional(row, 'test_run_id'),
    body: object(row, 'body'),
    evalResults: object(row, 'eval_results'),
    metadata: object(row, 'metadata'),
    feedback: object(row, 'feedback'),
    recordedBy: optional(row, 'recorded_by'),
    recordedAt: number(row, 'created_at'),
  }
}
