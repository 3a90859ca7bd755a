import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@understudy/compiler'
import { RegistryError } from '../registry-error.ts'
import { audit, type Change } from './audit.ts'
import { changeRow } from './change-row.ts'
import type { Database, Row } from './database.ts'
import { mergedJson, number, object, pageOf, text, toPage } from './row.ts'
import { rowDigest } from './row-digest.ts'
import type { Actor, Dataset, DatasetStore, TestCase } from './storage.ts'

const TAKEN = 'There is a dataset of this name already.'
const TEST_CASE = 'select * from test_cases where project_id = ? and dataset_id = ? and id = ?'

export function datasetStore(database: Database): DatasetStore {
  const { forUpdate } = database.dialect
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
        const [row] = await tx.rows(`select * from datasets where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        if (!row) return undefined
        const columns = { name: name ?? text(row, 'name'), body: mergedJson(row, 'body', body) }
        const change = { projectId, actor: actor.keyId, action: 'dataset.update', target: id }
        await changeRow(tx, 'datasets', row, columns, change)
        return toDataset({ ...row, ...columns })
      }),
    delete: (projectId, id, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(`select * from datasets where project_id = ? and id = ? ${forUpdate}`, [
          projectId,
          id,
        ])
        if (!row) return false
        const cases = await tx.run('delete from test_cases where project_id = ? and dataset_id = ?', [
          projectId,
          id,
        ])
        await tx.run('delete from datasets where project_id = ? and id = ?', [projectId, id])
        const detail = { test_cases: cases, before: rowDigest('datasets', row) }
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
        const rows = cases.map(({ id, body }) => ({
          project_id: projectId,
          dataset_id: datasetId,
          id,
          body: JSON.stringify(body),
          created_at: Date.now(),
        }))
        await tx.insert('test_cases', rows)
        await audit(tx, ...rows.map((row) => ofTestCase('create', row, actor, { after: digest(row) })))
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
      const [row] = await database.rows(TEST_CASE, [projectId, datasetId, id])
      return row && toTestCase(row)
    },
    updateTestCase: (projectId, datasetId, id, change, actor) =>
      database.transaction(async (tx) => {
        const [row] = await tx.rows(`${TEST_CASE} ${forUpdate}`, [projectId, datasetId, id])
        if (!row) return undefined
        const columns = { body: mergedJson(row, 'body', change) }
        await changeRow(tx, 'test_cases', row, columns, ofTestCase('update', row, actor))
        return toTestCase({ ...row, ...columns })
      }),
    deleteTestCases: (projectId, datasetId, ids, actor) =>
      database.transaction(async (tx) => {
        const changes: Change[] = []
        for (const id of ids) {
          const [row] = await tx.rows(`${TEST_CASE} ${forUpdate}`, [projectId, datasetId, id])
          if (!row) continue
          await tx.run('delete from test_cases where seq = ?', [number(row, 'seq')])
          changes.push(ofTestCase('delete', row, actor, { before: digest(row) }))
        }
        await audit(tx, ...changes)
        return changes.length
      }),
  }
}

/** A change of one test case; its entry in the log names the dataset too. */
function ofTestCase(
  action: 'create' | 'update' | 'delete',
  row: Row,
  actor: Actor,
  digests: JsonObject = {},
): Change {
  return {
    projectId: text(row, 'project_id'),
    actor: actor.keyId,
    action: `test-case.${action}`,
    target: text(row, 'id'),
    detail: { dataset: text(row, 'dataset_id'), ...digests },
  }
}

function digest(testCase: Row): string {
  return rowDigest('test_cases', testCase)
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
