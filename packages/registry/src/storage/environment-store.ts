import { RegistryError } from '../registry-error.ts'
import { audit } from './audit.ts'
import type { Database, Row } from './database.ts'
import { number, optional, pageOf, text, toPage } from './row.ts'
import type { Deployment, EnvironmentStore } from './storage.ts'
import { moveTag } from './tag.ts'

export function environmentStore(database: Database): EnvironmentStore {
  return {
    async list(projectId) {
      const rows = await database.rows('select * from environments where project_id = ? order by name', [
        projectId,
      ])
      return rows.map((row) => ({
        name: text(row, 'name'),
        ...ruleOf(row),
      }))
    },
    set: (projectId, environment, actor) =>
      database.transaction(async (tx) => {
        const { name, protected: isProtected, approval } = environment
        const [row] = await tx.rows(
          `select * from environments where project_id = ? and name = ? ${database.dialect.forUpdate}`,
          [projectId, name],
        )
        await tx.run(
          `insert into environments (project_id, name, protected, approval, created_at) values (?, ?, ?, ?, ?)
           on conflict (project_id, name) do update set
             protected = excluded.protected, approval = excluded.approval`,
          [projectId, name, Number(isProtected), Number(approval), Date.now()],
        )
        const before = row ? ruleOf(row) : null
        const detail = { before, after: { protected: isProtected, approval } }
        await audit(tx, { projectId, actor: actor.keyId, action: 'environment.set', target: name, detail })
        return environment
      }),
    async deployments(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select * from deployments where project_id = ? order by seq desc ${sql}`,
        [projectId, ...parameters],
      )
      return toPage(rows, page, toDeployment)
    },
    decide: (projectId, id, state, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows('select * from deployments where project_id = ? and id = ?', [
          projectId,
          id,
        ])
        if (!row) throw new RegistryError('not_found', 'There is no such deployment.')
        const deployment = toDeployment(row)
        if (state === 'approved' && deployment.requestedBy === actor.keyId) {
          throw new RegistryError('forbidden', 'Another key than the one that asked must approve.')
        }
        const decided = await tx.run(
          `update deployments set state = ?, decided_at = ?, decided_by = ?
           where project_id = ? and id = ? and state = 'pending'`,
          [state, Date.now(), actor.keyId, projectId, id],
        )
        if (decided === 0) throw new RegistryError('conflict', 'This deployment has been decided already.')
        await audit(tx, { projectId, actor: actor.keyId, action: `deployment.${state}`, target: id })
        const { templateId, versionId, environment } = deployment
        if (state === 'approved') {
          await moveTag(tx, { projectId, templateId, versionId }, environment, actor.keyId)
        }
        return { ...deployment, state, decidedBy: actor.keyId }
      }),
  }
}

function ruleOf(row: Row): { protected: boolean; approval: boolean } {
  return { protected: number(row, 'protected') === 1, approval: number(row, 'approval') === 1 }
}

function toDeployment(row: Row): Deployment {
  const state = text(row, 'state')
  return {
    id: text(row, 'id'),
    environment: text(row, 'environment'),
    templateId: text(row, 'template_id'),
    versionId: text(row, 'version_id'),
    state: state === 'approved' || state === 'rejected' ? state : 'pending',
    requestedBy: text(row, 'requested_by'),
    requestedAt: number(row, 'requested_at'),
    decidedBy: optional(row, 'decided_by'),
  }
}
