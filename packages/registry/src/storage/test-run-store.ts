import { randomUUID } from 'node:crypto'
import { audit } from './audit.ts'
import type { Database, Row } from './database.ts'
import { number, object, optional, pageOf, text, toPage } from './row.ts'
import type { TestRun, TestRunStore } from './storage.ts'

const AT_ONCE = 1_000

export function testRunStore(database: Database): TestRunStore {
  return {
    create: (projectId, run, actor) =>
      database.transaction(async (tx) => {
        const made = { ...run, id: randomUUID(), createdAt: Date.now() }
        await tx.insert('test_runs', [
          {
            project_id: projectId,
            id: made.id,
            name: run.name ?? null,
            description: run.description ?? null,
            dataset_id: run.datasetId ?? null,
            body: JSON.stringify(run.body),
            created_at: made.createdAt,
          },
        ])
        await audit(tx, { projectId, actor: actor.keyId, action: 'test-run.create', target: made.id })
        return made
      }),
    async find(projectId, id) {
      const [row] = await database.rows('select * from test_runs where project_id = ? and id = ?', [
        projectId,
        id,
      ])
      return row && toTestRun(row)
    },
    async list(projectId, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select * from test_runs where project_id = ? order by seq desc ${sql}`,
        [projectId, ...parameters],
      )
      return toPage(rows, page, toTestRun)
    },
    async *evalResults(projectId, id) {
      for (const table of ['recordings', 'traces']) {
        let last = 0
        for (;;) {
          const rows = await database.rows(
            `select seq, eval_results from ${table} where project_id = ? and test_run_id = ? and seq > ?
             order by seq limit ?`,
            [projectId, id, last, AT_ONCE],
          )
          for (const row of rows) yield object(row, 'eval_results')
          const end = rows.at(-1)
          if (!end || rows.length < AT_ONCE) break
          last = number(end, 'seq')
        }
      }
    },
  }
}

function toTestRun(row: Row): TestRun {
  return {
    id: text(row, 'id'),
    name: optional(row, 'name'),
    description: optional(row, 'description'),
    datasetId: optional(row, 'dataset_id'),
    body: object(row, 'body'),
    createdAt: number(row, 'created_at'),
  }
}
