import { randomUUID } from 'node:crypto'
import { RegistryError } from '../registry-error.ts'
import { audit } from './audit.ts'
import type { Database } from './database.ts'
import { number, object, pageOf, text, toPage } from './row.ts'
import type { ProjectStore } from './storage.ts'

export function projectStore(database: Database): ProjectStore {
  return {
    create: ({ id = randomUUID(), name }, actor) =>
      database.transaction(async (tx) => {
        const made = await tx.run(
          'insert into projects (id, name, created_at) values (?, ?, ?) on conflict do nothing',
          [id, name, Date.now()],
        )
        if (made === 0) throw new RegistryError('conflict', 'There is a project of this name or id already.')
        await audit(tx, { projectId: id, actor: actor.keyId, action: 'project.create', target: id })
        return { id, name }
      }),
    async find(id) {
      const [row] = await database.rows('select id, name from projects where id = ?', [id])
      return row && { id: text(row, 'id'), name: text(row, 'name') }
    },
    async list() {
      const rows = await database.rows('select id, name from projects order by seq')
      return rows.map((row) => ({ id: text(row, 'id'), name: text(row, 'name') }))
    },
    async audit(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select * from audit where project_id ${projectId === undefined ? 'is null' : '= ?'}
         order by seq desc ${sql}`,
        projectId === undefined ? parameters : [projectId, ...parameters],
      )
      return toPage(rows, page, (row) => ({
        at: number(row, 'created_at'),
        actor: text(row, 'actor'),
        action: text(row, 'action'),
        target: text(row, 'target'),
        detail: object(row, 'detail'),
      }))
    },
  }
}
