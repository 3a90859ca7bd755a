import { setImmediate as otherRequests } from 'node:timers/promises'
import { audit } from './audit.ts'
import type { Database, Value } from './database.ts'
import { number, optionalNumber, text } from './row.ts'
import type { Expired, RetentionStore } from './storage.ts'

const DAY = 24 * 3_600_000
/** Rows of one transaction: others that write wait no longer than for these. */
const AT_ONCE = 500

export function retentionStore(database: Database): RetentionStore {
  return {
    async get(projectId) {
      const [row] = await database.rows('select retention_days from projects where id = ?', [projectId])
      return row && optionalNumber(row, 'retention_days')
    },
    set: (projectId, days, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(
          `select retention_days from projects where id = ? ${database.dialect.forUpdate}`,
          [projectId],
        )
        const before = (row && optionalNumber(row, 'retention_days')) ?? null
        await tx.run('update projects set retention_days = ? where id = ?', [days ?? null, projectId])
        const detail = { before, after: days ?? null }
        await audit(tx, { projectId, actor: actor.keyId, action: 'retention.set', target: projectId, detail })
      }),
    async expire(now) {
      const total: Expired = { recordings: 0, traces: 0, sessions: 0 }
      const projects = await database.rows(
        'select id, retention_days from projects where retention_days is not null order by seq',
      )
      for (const project of projects) {
        const before = now - number(project, 'retention_days') * DAY
        const expired = await expireProject(database, text(project, 'id'), before)
        total.recordings += expired.recordings
        total.traces += expired.traces
        total.sessions += expired.sessions
      }
      return total
    },
  }
}

async function expireProject(database: Database, projectId: string, before: number): Promise<Expired> {
  const parameters = [projectId, before]
  const recordings = await deleteAll(database, 'recordings', 'started_at < ?', parameters)
  const traces = await deleteAll(database, 'traces', 'created_at < ?', parameters)
  const sessions = await deleteAll(
    database,
    'sessions',
    `created_at < ?
       and not exists (select 1 from recordings
         where recordings.project_id = sessions.project_id and recordings.session_id = sessions.id)
       and not exists (select 1 from traces
         where traces.project_id = sessions.project_id and traces.session_id = sessions.id)`,
    parameters,
  )
  const expired = { recordings, traces, sessions }
  if (recordings + traces + sessions > 0) {
    const detail = { ...expired, before: new Date(before).toISOString() }
    await database.transaction((tx) =>
      audit(tx, { projectId, actor: 'retention', action: 'retention.delete', target: projectId, detail }),
    )
  }
  return expired
}

async function deleteAll(
  database: Database,
  table: string,
  condition: string,
  parameters: readonly Value[],
): Promise<number> {
  for (let deleted = 0; ; ) {
    const some = await database.transaction((tx) =>
      tx.run(
        `delete from ${table} where seq in (
           select seq from ${table} where project_id = ? and ${condition} limit ?)`,
        [...parameters, AT_ONCE],
      ),
    )
    deleted += some
    if (some < AT_ONCE) return deleted
    await otherRequests()
  }
}
