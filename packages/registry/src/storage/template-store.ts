import { randomUUID } from 'node:crypto'
import { RegistryError } from '../registry-error.ts'
import { audit } from './audit.ts'
import type { Database, Row, Transaction } from './database.ts'
import { optional, pageOf, text, toPage } from './row.ts'
import type { Actor, Template, TemplateReference, TemplateStore } from './storage.ts'
import { tagVersion } from './tag.ts'
import { insertVersion, toVersion, VERSIONS } from './version-row.ts'

const TEMPLATES = `select templates.id, templates.name, (
    select id from versions where versions.project_id = templates.project_id
      and versions.template_id = templates.id order by seq desc limit 1) as latest
  from templates`
const TAGGED = `${VERSIONS} join tags on tags.project_id = versions.project_id and tags.version_id = versions.id`

export function templateStore(database: Database): TemplateStore {
  return {
    create: (projectId, { id = randomUUID(), name }, actor) =>
      database.transaction(async (tx) => {
        if (!(await insertTemplate(tx, projectId, { id, name }, actor))) {
          throw new RegistryError('conflict', 'There is a template of this name or id already.')
        }
        return { id, name, latestVersionId: undefined }
      }),
    async find(projectId, id) {
      const [row] = await database.rows(`${TEMPLATES} where project_id = ? and id = ?`, [projectId, id])
      return row && toTemplate(row)
    },
    async list(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(`${TEMPLATES} where project_id = ? order by seq ${sql}`, [
        projectId,
        ...parameters,
      ])
      return toPage(rows, page, toTemplate)
    },
    createVersion: (projectId, reference, content, environments, actor) =>
      database.transaction(async (tx) => {
        const templateId = await resolveTemplate(tx, projectId, reference, actor)
        const version = await insertVersion(tx, { projectId, templateId, content, actor })
        await tagVersion(tx, { projectId, templateId, versionId: version.id }, environments, actor)
        return version
      }),
    async version(projectId, templateId, versionId) {
      const [row] = await database.rows(
        `${VERSIONS} where versions.project_id = ? and versions.template_id = ? and versions.id = ?`,
        [projectId, templateId, versionId],
      )
      return row && toVersion(row)
    },
    async versions(projectId, templateId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `${VERSIONS} where versions.project_id = ? and versions.template_id = ? order by versions.seq desc ${sql}`,
        [projectId, templateId, ...parameters],
      )
      return toPage(rows, page, toVersion)
    },
    async inEnvironment(projectId, environment) {
      const rows = await database.rows(
        `${TAGGED} where tags.project_id = ? and tags.environment = ? order by templates.seq`,
        [projectId, environment],
      )
      return rows.map(toVersion)
    },
    async byName(projectId, name, environment) {
      const [row] = await database.rows(
        `${TAGGED} where tags.project_id = ? and tags.environment = ? and templates.name = ?`,
        [projectId, environment, name],
      )
      return row && toVersion(row)
    },
    tag: (projectId, templateId, versionId, environments, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(
          'select id from versions where project_id = ? and template_id = ? and id = ?',
          [projectId, templateId, versionId],
        )
        if (!row) throw new RegistryError('not_found', 'There is no such version of this template.')
        return tagVersion(tx, { projectId, templateId, versionId }, environments, actor)
      }),
    async models(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select provider, model from versions ${projectId === undefined ? '' : 'where project_id = ?'}
         group by provider, model order by provider, model ${sql}`,
        projectId === undefined ? parameters : [projectId, ...parameters],
      )
      return toPage(rows, page, (row) => ({ provider: text(row, 'provider'), model: text(row, 'model') }))
    },
  }
}

/** @returns false when the name or the id is taken. */
async function insertTemplate(
  tx: Transaction,
  projectId: string,
  { id, name }: { id: string; name: string },
  actor: Actor,
): Promise<boolean> {
  const made = await tx.run(
    'insert into templates (project_id, id, name, created_at) values (?, ?, ?, ?) on conflict do nothing',
    [projectId, id, name, Date.now()],
  )
  if (made === 0) return false
  await audit(tx, { projectId, actor: actor.keyId, action: 'template.create', target: id, detail: { name } })
  return true
}

async function resolveTemplate(
  tx: Transaction,
  projectId: string,
  reference: TemplateReference,
  actor: Actor,
): Promise<string> {
  if ('name' in reference && reference.create) {
    await insertTemplate(tx, projectId, { id: randomUUID(), name: reference.name }, actor)
  }
  const [column, value] = 'id' in reference ? ['id', reference.id] : ['name', reference.name]
  const [row] = await tx.rows(`select id from templates where project_id = ? and ${column} = ?`, [
    projectId,
    value,
  ])
  if (row) return text(row, 'id')
  throw new RegistryError(
    'not_found',
    'There is no such template. Create it first, or by name with `create_template_if_not_exists`.',
  )
}

function toTemplate(row: Row): Template {
  return { id: text(row, 'id'), name: text(row, 'name'), latestVersionId: optional(row, 'latest') }
}
