import { randomUUID } from 'node:crypto'
import { RegistryError } from '../registry-error.ts'
import { audit } from './audit.ts'
import type { Database, Row } from './database.ts'
import { object, pageOf, text, toPage } from './row.ts'
import type { Dataset, DatasetStore, TestCase } from './storage.ts'

const TAKEN = 'There is a dataset of this name already.'

export function datasetStore(database: Database): DatasetStore {
  const { mergeJson } = database.dialect
  return {
    create: (projectId, dataset, actor) =>
      database.transaction(async (tx) => {
        const id = randomUUID()
        const { kind, name, body } = dataset
        const made = await tx.run(
          `insert into datasets (project_id, id, kind, name, body, created_at) values (?, ?, ?, ?, ?, ?)
           on conflict do nothing`,
          [projectId, id, kind, name, JSON.stringify(body), Date.now()],
        )
        if (made === 0) throw new RegistryError('conflict', TAKEN)
        await audit(tx, {
          projectId,
          actor: actor.keyId,
          action: 'dataset.create',
          target: id,
          detail: { name },
        })
        return { id, ...dataset }
      }),
    update: (projectId, id, { name, body }, actor) =>
      database.transaction(async (tx) => {
        if (name !== undefined) {
          const [other] = await tx.rows(
            'select id from datasets where project_id = ? and name = ? and id <> ?',
            [projectId, name, id],
          )
          if (other) throw new RegistryError('conflict', TAKEN)
        }
        await tx.run(
          `update datasets set name = coalesce(?, name), body = ${mergeJson('body', '?')}
           where project_id = ? and id = ?`,
          [name ?? null, JSON.stringify(body), projectId, id],
        )
        const [row] = await tx.rows('select * from datasets where project_id = ? and id = ?', [projectId, id])
        if (!row) return undefined
        await audit(tx, { projectId, actor: actor.keyId, action: 'dataset.update', target: id })
        return toDataset(row)
      }),
    delete: (projectId, id, actor) =>
      database.transaction(async (tx) => {
        const cases = await tx.run('delete from test_cases where project_id = ? and dataset_id = ?', [
          projectId,
          id,
        ])
        const deleted = await tx.run('delete from datasets where project_id = ? and id = ?', [projectId, id])
        if (deleted === 0) return false
        const detail = { test_cases: cases }
        await audit(tx, { projectId, actor: actor.keyId, action: 'dataset.delete', target: id, detail })
        return true
      }),
    async find(projectId, by) {
      const [column, value] = 'id' in by ? ['id', by.id] : ['name', by.name]
      const [row] = await database.rows(`select * from datasets where project_id = ? and ${column} = ?`, [
        projectId,
        value,
      ])
      return row && toDataset(row)
    },
    async list(projectId, kind, page) {
      const { sql, parameters } = pageOf(page)
      const rows = await database.rows(
        `select * from datasets where project_id = ? and kind = ? order by seq ${sql}`,
        [projectId, kind, ...parameters],
      )
      return toPage(rows, page, toDataset)
    },
    addTestCases: (projectId, datasetId, bodies, actor) =>
      database.transaction(async (tx) => {
        const [dataset] = await tx.rows('select id from datasets where project_id = ? and id = ?', [
          projectId,
          datasetId,
        ])
        if (!dataset) return undefined
        const cases = bodies.map((body): TestCase => ({ id: randomUUID(), body }))
        await tx.insert(
          'test_cases',
          cases.map(({ id, body }) => ({
            project_id: projectId,
            dataset_id: datasetId,
            id,
            body: JSON.stringify(body),
            created_at: Date.now(),
          })),
        )
        const detail = { count: cases.length }
        await audit(tx, {
          projectId,
          actor: actor.keyId,
          action: 'test-case.create',
          target: datasetId,
          detail,
        })
        return cases
      }),
    async testCases(projectId, datasetId, page) {
      const part = page && pageOf(page)
      const rows = await database.rows(
        `select * from test_cases where project_id = ? and dataset_id = ? order by seq ${part?.sql ?? ''}`,
        [projectId, datasetId, ...(part?.parameters ?? [])],
      )
      return toPage(rows, page ?? { page: 1, pageSize: rows.length }, toTestCase)
    },
    async testCase(projectId, datasetId, id) {
      const [row] = await database.rows(
        'select * from test_cases where project_id = ? and dataset_id = ? and id = ?',
        [projectId, datasetId, id],
      )
      return row && toTestCase(row)
    },
    updateTestCase: (projectId, datasetId, id, change, actor) =>
      database.transaction(async (tx) => {
        const where = 'where project_id = ? and dataset_id = ? and id = ?'
        const [row] = await tx.rows(`select * from test_cases ${where} ${database.dialect.forUpdate}`, [
          projectId,
          datasetId,
          id,
        ])
        if (!row) return undefined
        const body = { ...toTestCase(row).body, ...change }
        await tx.run(`update test_cases set body = ? ${where}`, [
          JSON.stringify(body),
          projectId,
          datasetId,
          id,
        ])
        await audit(tx, { projectId, actor: actor.keyId, action: 'test-case.update', target: id })
        return { id, body }
      }),
    deleteTestCases: (projectId, datasetId, ids, actor) =>
      database.transaction(async (tx) => {
        let deleted = 0
        for (const id of ids) {
          deleted += await tx.run(
            'delete from test_cases where project_id = ? and dataset_id = ? and id = ?',
            [projectId, datasetId, id],
          )
        }
        const detail = { count: deleted }
        await audit(tx, {
          projectId,
          actor: actor.keyId,
          action: 'test-case.delete',
          target: datasetId,
          detail,
        })
        return deleted
      }),
  }
}

function toDataset(row: Row): Dataset {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind') === 'agent' ? 'agent' : 'prompt',
    name: text(row, 'name'),
    body: object(row, 'body'),
  }
}

function toTestCase(row: Row): TestCase {
  return { id: text(row, 'id'), body: object(row, 'body') }
}
