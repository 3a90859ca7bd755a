import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { json, jsonObject, maybe, name, pageQuery } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { DatasetKind, TestCase } from '../storage/storage.ts'
import { datasetJson, noDataset, toDatasetJson } from './dataset-routes.ts'

const BASE = '/api/v2/projects/{project_id}'
const MOST = 1_000

const fields = {
  output: maybe(json),
  output_message: maybe(jsonObject),
  history: maybe(z.array(json)),
  metadata: maybe(jsonObject),
  media_inputs: maybe(jsonObject),
}
const testCaseInput = z.object({ inputs: jsonObject, ...fields })
const testCaseJson = z.looseObject({ id: z.string() })
const created = z.object({ data: z.array(testCaseJson) })

/** The test cases of datasets; the routes of older SDKs come last. */
export const testCaseRoutes: readonly Route[] = [
  ...(['prompt', 'agent'] as const).flatMap(routesOf),
  ...(['id', 'name'] as const).flatMap(olderRoutes),
]

function routesOf(kind: DatasetKind): Route[] {
  const tag = kind === 'prompt' ? 'Prompt datasets' : 'Agent datasets'
  const all = `${BASE}/${kind}-datasets/{dataset_id}/test-cases` as const
  const one = `${all}/{test_case_id}` as const
  return [
    route({
      method: 'get',
      path: all,
      tag,
      summary: 'Lists the test cases.',
      needs: 'read',
      query: pageQuery,
      answer: pagedSchema(testCaseJson),
      handle: async ({ storage, parameters, query }) => {
        const { project_id, dataset_id } = parameters
        if (!(await storage.datasets.find(project_id, { id: dataset_id }))) throw noDataset()
        const page = await storage.datasets.testCases(project_id, dataset_id, pageRequest(query))
        return paged(page, query, toTestCaseJson)
      },
    }),
    route({
      method: 'post',
      path: `${all}/bulk`,
      tag,
      summary: 'Adds test cases.',
      needs: 'write',
      body: z.object({ data: z.array(testCaseInput).min(1).max(MOST) }),
      status: 201,
      answer: created,
      handle: async ({ storage, parameters, body, caller }) => {
        const { project_id, dataset_id } = parameters
        const cases = await storage.datasets.addTestCases(
          project_id,
          dataset_id,
          body.data.map(present),
          caller,
        )
        if (!cases) throw noDataset()
        return { data: cases.map(toTestCaseJson) }
      },
    }),
    route({
      method: 'delete',
      path: `${all}/bulk`,
      tag,
      summary: 'Deletes test cases.',
      needs: 'write',
      body: z.object({ test_case_ids: z.array(name).min(1).max(MOST) }),
      answer: z.object({ deleted: z.number() }),
      handle: async ({ storage, parameters, body, caller }) => {
        const { project_id, dataset_id } = parameters
        const ids = body.test_case_ids
        return { deleted: await storage.datasets.deleteTestCases(project_id, dataset_id, ids, caller) }
      },
    }),
    route({
      method: 'get',
      path: one,
      tag,
      summary: 'Gives one test case.',
      needs: 'read',
      answer: testCaseJson,
      handle: async ({ storage, parameters }) => {
        const { project_id, dataset_id, test_case_id } = parameters
        const found = await storage.datasets.testCase(project_id, dataset_id, test_case_id)
        if (!found) throw noTestCase()
        return toTestCaseJson(found)
      },
    }),
    route({
      method: 'patch',
      path: one,
      tag,
      summary: 'Changes a test case.',
      needs: 'write',
      body: z.object({ inputs: maybe(jsonObject), ...fields }),
      answer: testCaseJson,
      handle: async ({ storage, parameters, body, caller }) => {
        const { project_id, dataset_id, test_case_id } = parameters
        const changed = await storage.datasets.updateTestCase(
          project_id,
          dataset_id,
          test_case_id,
          present(body),
          caller,
        )
        if (!changed) throw noTestCase()
        return toTestCaseJson(changed)
      },
    }),
    route({
      method: 'delete',
      path: one,
      tag,
      summary: 'Deletes a test case.',
      needs: 'write',
      answer: z.object({ deleted: z.number() }),
      handle: async ({ storage, parameters, caller }) => {
        const { project_id, dataset_id, test_case_id } = parameters
        const deleted = await storage.datasets.deleteTestCases(project_id, dataset_id, [test_case_id], caller)
        if (deleted === 0) throw noTestCase()
        return { deleted }
      },
    }),
  ]
}

function olderRoutes(by: 'id' | 'name'): Route[] {
  const tag = 'Datasets for older SDKs'
  const one = `${BASE}/datasets/${by}/{dataset}` as const
  const reference = (text: string): { id: string } | { name: string } =>
    by === 'id' ? { id: text } : { name: text }
  return [
    route({
      method: 'get',
      path: one,
      tag,
      summary: `Gives a dataset by its ${by}.`,
      needs: 'read',
      answer: datasetJson,
      handle: async ({ storage, parameters }) => {
        const dataset = await storage.datasets.find(parameters.project_id, reference(parameters.dataset))
        if (!dataset) throw noDataset()
        return toDatasetJson(dataset)
      },
    }),
    route({
      method: 'get',
      path: `${one}/test-cases`,
      tag,
      summary: `Gives all test cases of a dataset by its ${by}.`,
      needs: 'read',
      answer: z.array(testCaseJson),
      handle: async ({ storage, parameters }) => {
        const dataset = await storage.datasets.find(parameters.project_id, reference(parameters.dataset))
        if (!dataset) throw noDataset()
        const { items } = await storage.datasets.testCases(parameters.project_id, dataset.id)
        return items.map(({ id, body: { inputs = {}, output = null, ...rest } }) => ({
          ...rest,
          id,
          values: inputs,
          output,
        }))
      },
    }),
    route({
      method: 'post',
      path: `${one}/test-cases`,
      tag,
      summary: `Adds test cases to a dataset by its ${by}.`,
      needs: 'write',
      body: z.object({ examples: z.array(testCaseInput).min(1).max(MOST) }),
      status: 201,
      answer: created,
      handle: async ({ storage, parameters, body, caller }) => {
        const { project_id } = parameters
        const dataset = await storage.datasets.find(project_id, reference(parameters.dataset))
        const examples = body.examples.map(present)
        const cases =
          dataset && (await storage.datasets.addTestCases(project_id, dataset.id, examples, caller))
        if (!cases) throw noDataset()
        return { data: cases.map(toTestCaseJson) }
      },
    }),
  ]
}

function toTestCaseJson({ id, body }: TestCase): { id: string } & JsonObject {
  return { ...body, id }
}

function noTestCase(): RegistryError {
  return new RegistryError('not_found', 'There is no such test case.')
}

function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return JSON.parse(JSON.stringify(fields))
}
