import { randomUUID } from 'node:crypto'
import { canonicalDigest } from '@understudy/compiler'
import { audit } from './audit.ts'
import type { Row, Transaction } from './database.ts'
import { number, text } from './row.ts'
import type { Actor, Version, VersionContent } from './storage.ts'

/** The beginning of each statement that reads versions. */
export const VERSIONS: string = `select versions.*, templates.name as template_name from versions
  join templates on templates.project_id = versions.project_id and templates.id = versions.template_id`

/** Keeps a version, or finds the one of the same content. */
export async function insertVersion(
  tx: Transaction,
  {
    projectId,
    templateId,
    content,
    actor,
  }: { projectId: string; templateId: string; content: VersionContent; actor: Actor },
): Promise<Version> {
  const id = randomUUID()
  const digest = canonicalDigest(content)
  const made = await tx.run(
    `insert into versions (project_id, template_id, id, digest, provider, model, body, created_at, created_by)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (project_id, template_id, digest) do nothing`,
    [
      projectId,
      templateId,
      id,
      digest,
      content.provider,
      content.model,
      JSON.stringify(content),
      Date.now(),
      actor.keyId,
    ],
  )
  if (made > 0) {
    const detail = { template: templateId, digest }
    await audit(tx, { projectId, actor: actor.keyId, action: 'version.create', target: id, detail })
  }
  const [row] = await tx.rows(
    `${VERSIONS} where versions.project_id = ? and versions.template_id = ? and versions.digest = ?`,
    [projectId, templateId, digest],
  )
  if (!row) throw new Error('A version that was just written is not there')
  return toVersion(row)
}

export function toVersion(row: Row): Version {
  const content: VersionContent = JSON.parse(text(row, 'body'))
  return {
    ...content,
    id: text(row, 'id'),
    projectId: text(row, 'project_id'),
    templateId: text(row, 'template_id'),
    templateName: text(row, 'template_name'),
    createdAt: number(row, 'created_at'),
  }
}
