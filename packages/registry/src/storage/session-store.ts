import { audit } from './audit.ts'
import type { Database, Row } from './database.ts'
import { number, object, optional, pageOf, text, toPage } from './row.ts'
import type { SessionStore, Trace } from './storage.ts'
import { touchSessions } from './touch-sessions.ts'

export function sessionStore(database: Database): SessionStore {
  const { dialect } = database
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
      }))
    },
    addMetadata: (projectId, sessionId, sessionMetadata) =>
      database.transaction((tx) => touchSessions(tx, [{ projectId, sessionId, sessionMetadata }])),
    delete: (projectId, id, actor) =>
      database.transaction(async (tx) => {
        const recordings = await tx.run('delete from recordings where project_id = ? and session_id = ?', [
          projectId,
          id,
        ])
        const traces = await tx.run('delete from traces where project_id = ? and session_id = ?', [
          projectId,
          id,
        ])
        const sessions = await tx.run('delete from sessions where project_id = ? and id = ?', [projectId, id])
        if (sessions === 0) return false
        const detail = { recordings, traces }
        await audit(tx, { projectId, actor: actor.keyId, action: 'session.delete', target: id, detail })
        return true
      }),
    putTrace: (projectId, trace) =>
      database.transaction(async (tx) => {
        await touchSessions(tx, [{ projectId, sessionId: trace.sessionId, sessionMetadata: {} }])
        await tx.insert(
          'traces',
          [
            {
              project_id: projectId,
              id: trace.id,
              session_id: trace.sessionId,
              test_run_id: trace.testRunId ?? null,
              body: JSON.stringify(trace.body),
              eval_results: JSON.stringify(trace.evalResults),
              metadata: JSON.stringify(trace.metadata),
              feedback: '{}',
              created_at: Date.now(),
            },
          ],
          `on conflict (project_id, id) do update set session_id = excluded.session_id,
             test_run_id = excluded.test_run_id, body = excluded.body, eval_results = excluded.eval_results,
             metadata = ${dialect.mergeJson('traces.metadata', 'excluded.metadata')}`,
        )
      }),
    async traces(projectId, sessionId) {
      const rows = await database.rows(
        'select * from traces where project_id = ? and session_id = ? order by seq limit 1000',
        [projectId, sessionId],
      )
      return rows.map(toTrace)
    },
    addToTrace: (projectId, id, { metadata = {}, feedback = {}, sessionId }) =>
      database.transaction(async (tx) => {
        const changed = await tx.run(
          `update traces set metadata = ${dialect.mergeJson('metadata', '?')},
             feedback = ${dialect.mergeJson('feedback', '?')}
           where project_id = ? and id = ? ${sessionId === undefined ? '' : 'and session_id = ?'}`,
          [
            JSON.stringify(metadata),
            JSON.stringify(feedback),
            projectId,
            id,
            ...(sessionId === undefined ? [] : [sessionId]),
          ],
        )
        return changed > 0
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
  }
}
