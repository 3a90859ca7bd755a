import type { JsonObject } from '@understudy/compiler'
import type { Transaction } from './database.ts'

/** What a recording or a trace tells about its session. */
export interface SessionTouch {
  projectId: string
  sessionId: string
  sessionMetadata: JsonObject
}

/** Makes the sessions that are not there yet, and adds to the metadata of the others. */
export async function touchSessions(tx: Transaction, touches: readonly SessionTouch[]): Promise<void> {
  const sessions = new Map<string, SessionTouch>()
  for (const touch of touches) {
    const key = JSON.stringify([touch.projectId, touch.sessionId])
    const sessionMetadata = { ...sessions.get(key)?.sessionMetadata, ...touch.sessionMetadata }
    sessions.set(key, { ...touch, sessionMetadata })
  }
  // In one order, so that two transactions never wait for each other; those with nothing to tell lock no row.
  const ordered = [...sessions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, session]) => session)
  const rows = ordered.map(({ projectId, sessionId, sessionMetadata }) => ({
    project_id: projectId,
    id: sessionId,
    metadata: JSON.stringify(sessionMetadata),
    created_at: Date.now(),
  }))
  const isEmpty = ({ metadata }: { metadata: string }): boolean => metadata === '{}'
  await tx.insert('sessions', rows.filter(isEmpty), 'on conflict (project_id, id) do nothing')
  await tx.insert(
    'sessions',
    rows.filter((row) => !isEmpty(row)),
    `on conflict (project_id, id) do update set
       metadata = ${tx.dialect.mergeJson('sessions.metadata', 'excluded.metadata')}`,
  )
}
