import type { JsonObject } from '@understudy/compiler'
import { changeRow } from './change-row.ts'
import type { Row, Transaction } from './database.ts'
import { mergedJson, text } from './row.ts'

/** What a recording or a trace tells about its session. */
export interface SessionTouch {
  projectId: string
  sessionId: string
  sessionMetadata: JsonObject
  recordedBy: string
}

/** All that is told of one session, in order. */
type Touches = readonly [SessionTouch, ...SessionTouch[]]

/**
 * Few, so that PostgreSQL, while it has no statistics, looks them up: for many it would rather read all sessions of the
 * project.
 */
const AT_ONCE = 10

/** Makes the sessions that are not there yet, and adds to the metadata of the others. */
export async function touchSessions(tx: Transaction, touches: readonly SessionTouch[]): Promise<void> {
  const sessions = new Map<string, [SessionTouch, ...SessionTouch[]]>()
  for (const touch of touches) {
    const key = JSON.stringify([touch.projectId, touch.sessionId])
    const others = sessions.get(key)
    if (others) others.push(touch)
    else sessions.set(key, [touch])
  }
  // In one order, so that two transactions never wait for each other.
  const ordered = [...sessions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, told]) => told)
  const rows = ordered.map(([first]) => toRow(first))
  await tx.insert('sessions', rows, 'on conflict (project_id, id) do nothing')
  const telling = ordered.filter((told) => told.some(hasMetadata))
  for (const [projectId, ofProject] of Map.groupBy(telling, ([{ projectId }]) => projectId)) {
    await addMetadata(tx, projectId, ofProject)
  }
}

/** Recordings of a session mostly tell the same of it: only sessions of which something is new are locked. */
async function addMetadata(tx: Transaction, projectId: string, sessions: readonly Touches[]): Promise<void> {
  const where = 'from sessions where project_id = ? and id'
  const selects: string[] = []
  const parameters: string[] = []
  for (let i = 0; i < sessions.length; i += AT_ONCE) {
    const some = sessions.slice(i, i + AT_ONCE)
    selects.push(`select id, metadata ${where} in (${some.map(() => '?').join(', ')})`)
    parameters.push(projectId, ...some.map(([{ sessionId }]) => sessionId))
  }
  const found = await tx.rows(selects.join(' union all '), parameters)
  const known = new Map(found.map((row) => [text(row, 'id'), row]))
  for (const told of sessions) {
    const [{ sessionId }] = told
    const seen = known.get(sessionId)
    if (seen && told.every((one) => withMetadata(seen, one) === text(seen, 'metadata'))) continue
    const [locked] = await tx.rows(`select * ${where} = ? ${tx.dialect.forUpdate}`, [projectId, sessionId])
    let row = locked
    for (const touch of told) {
      if (!row) break
      const metadata = withMetadata(row, touch)
      const change = { projectId, actor: touch.recordedBy, action: 'session.update', target: sessionId }
      await changeRow(tx, 'sessions', row, { metadata }, change)
      row = { ...row, metadata }
    }
  }
}

function withMetadata(row: Row, { sessionMetadata }: SessionTouch): string {
  return hasMetadata({ sessionMetadata })
    ? mergedJson(row, 'metadata', sessionMetadata)
    : text(row, 'metadata')
}

function hasMetadata({ sessionMetadata }: Pick<SessionTouch, 'sessionMetadata'>): boolean {
  return Object.keys(sessionMetadata).length > 0
}

function toRow({ projectId, sessionId, sessionMetadata, recordedBy }: SessionTouch): Row {
  return {
    project_id: projectId,
    id: sessionId,
    metadata: JSON.stringify(sessionMetadata),
    created_at: Date.now(),
    recorded_by: recordedBy,
  }
}
