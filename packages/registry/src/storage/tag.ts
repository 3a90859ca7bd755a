import { randomUUID } from 'node:crypto'
import { RegistryError } from '../registry-error.ts'
import { audit } from './audit.ts'
import type { Row, Transaction } from './database.ts'
import { number, optional } from './row.ts'
import type { Actor, TagResult } from './storage.ts'

/** Which version of which template. */
export interface TagTarget {
  projectId: string
  templateId: string
  versionId: string
}

/**
 * Moves environments to a version, or asks for the approval that they need.
 *
 * @throws {RegistryError} of code `forbidden` for a protected environment and a key that may not deploy.
 */
export async function tagVersion(
  tx: Transaction,
  target: TagTarget,
  environments: readonly string[],
  actor: Actor,
): Promise<TagResult> {
  const result: TagResult = { tagged: [], pending: [] }
  // In one order, so that two requests never wait for each other.
  for (const name of [...new Set(environments)].sort()) {
    await tx.run(
      `insert into environments (project_id, name, protected, approval, created_at) values (?, ?, 0, 0, ?)
       on conflict do nothing`,
      [target.projectId, name, Date.now()],
    )
    const row = await lockEnvironment(tx, target.projectId, name)
    if (row && number(row, 'protected') === 1 && !actor.mayDeploy) {
      throw new RegistryError(
        'forbidden',
        `The environment ${JSON.stringify(name)} is protected: use a key whose role is deploy or admin.`,
      )
    }
    if (row && number(row, 'approval') === 1) {
      result.pending.push({ environment: name, deploymentId: await requestApproval(tx, target, name, actor) })
    } else {
      await moveTag(tx, target, name, actor.keyId)
      result.tagged.push(name)
    }
  }
  return result
}

/** Lets one transaction at a time move an environment, so that the log is a chain of moves. */
async function lockEnvironment(tx: Transaction, projectId: string, name: string): Promise<Row | undefined> {
  const [row] = await tx.rows(
    `select * from environments where project_id = ? and name = ? ${tx.dialect.forUpdate}`,
    [projectId, name],
  )
  return row
}

/** Moves one environment, and notes from where to where. */
export async function moveTag(
  tx: Transaction,
  { projectId, templateId, versionId }: TagTarget,
  environment: string,
  by: string,
): Promise<void> {
  await lockEnvironment(tx, projectId, environment)
  const [before] = await tx.rows(
    `select version_id from tags where project_id = ? and environment = ? and template_id = ?`,
    [projectId, environment, templateId],
  )
  const from = before && optional(before, 'version_id')
  if (from === versionId) return
  await tx.run(
    `insert into tags (project_id, environment, template_id, version_id, tagged_at, tagged_by) values (?, ?, ?, ?, ?, ?)
     on conflict (project_id, environment, template_id) do update set
       version_id = excluded.version_id, tagged_at = excluded.tagged_at, tagged_by = excluded.tagged_by`,
    [projectId, environment, templateId, versionId, Date.now(), by],
  )
  await audit(tx, {
    projectId,
    actor: by,
    action: 'tag.move',
    target: environment,
    detail: { template: templateId, from: from ?? null, to: versionId },
  })
}

async function requestApproval(
  tx: Transaction,
  { projectId, templateId, versionId }: TagTarget,
  environment: string,
  actor: Actor,
): Promise<string> {
  const id = randomUUID()
  await tx.insert('deployments', [
    {
      project_id: projectId,
      id,
      environment,
      template_id: templateId,
      version_id: versionId,
      state: 'pending',
      requested_at: Date.now(),
      requested_by: actor.keyId,
    },
  ])
  await audit(tx, {
    projectId,
    actor: actor.keyId,
    action: 'deployment.request',
    target: id,
    detail: { environment, template: templateId, to: versionId },
  })
  return id
}
