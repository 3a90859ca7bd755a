import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { json, jsonObject, maybe, name, pageQuery, prose } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { TestRun } from '../storage/storage.ts'
import { noDataset } from './dataset-routes.ts'
import { summarize } from './test-run-summary.ts'

const tag = 'Test runs'
const BASE = '/api/v2/projects/{project_id}/test-runs'

const optionalText = z.string().nullable()
const summary = { id: z.string(), test_run_id: z.string(), name: optionalText, description: optionalText }
const testCase = z.object({
  test_case_id: z.string(),
  variables: json,
  output: json.nullable(),
  history: json.nullable(),
  custom_metadata: json.nullable(),
})
const traceTestCase = z.object({
  test_case_id: z.string(),
  input: json,
  output: json.nullable(),
  custom_metadata: json.nullable(),
})

export const testRunRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: BASE,
    tag,
    summary: 'Begins a test run on a dataset, and gives its test cases.',
    needs: 'write',
    body: z.object({
      dataset_name: name,
      include_outputs: maybe(z.boolean()),
      test_run_name: maybe(prose(200)),
      test_run_description: maybe(prose(10_000)),
      flavor_name: maybe(name),
      target_evaluation_ids: maybe(z.array(z.string()).max(1_000)),
    }),
    status: 201,
    answer: z.object({
      test_run_id: z.string(),
      test_cases: z.array(testCase),
      trace_test_cases: z.array(traceTestCase),
    }),
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id } = parameters
      const dataset = await storage.datasets.find(project_id, { name: body.dataset_name })
      if (!dataset) throw noDataset()
      const { items } = await storage.datasets.testCases(project_id, dataset.id)
      const run = await storage.testRuns.create(
        project_id,
        {
          name: body.test_run_name,
          description: body.test_run_description,
          datasetId: dataset.id,
          body: {
            dataset_name: dataset.name,
            ...(body.flavor_name !== undefined && { flavor_name: body.flavor_name }),
          },
        },
        caller,
      )
      const common = items.map(({ id, body: content }) => ({
        test_case_id: id,
        inputs: content.inputs ?? {},
        output: body.include_outputs === true ? (content.output ?? null) : null,
        history: content.history ?? null,
        custom_metadata: content.metadata ?? null,
      }))
      return {
        test_run_id: run.id,
        test_cases:
          dataset.kind === 'prompt'
            ? common.map(({ inputs, ...rest }) => ({ ...rest, variables: inputs }))
            : [],
        trace_test_cases:
          dataset.kind === 'agent'
            ? common.map(({ inputs, history: _, ...rest }) => ({ ...rest, input: inputs }))
            : [],
      }
    },
  }),
  route({
    method: 'get',
    path: BASE,
    tag,
    summary: 'Lists the test runs, newest first.',
    needs: 'read',
    query: pageQuery,
    answer: pagedSchema(z.object({ ...summary, created_at: z.string() })),
    handle: async ({ storage, parameters, query }) =>
      paged(await storage.testRuns.list(parameters.project_id, pageRequest(query)), query, (run) => ({
        ...summaryOf(run),
        created_at: new Date(run.createdAt).toISOString(),
      })),
  }),
  route({
    method: 'get',
    path: `${BASE}/id/{test_run_id}`,
    tag,
    summary: 'Gives a test run and what evaluators found.',
    needs: 'read',
    answer: z.object({
      ...summary,
      created_at: z.string(),
      summary_statistics: z.object({ auto_evaluation: jsonObject, human_evaluation: jsonObject }),
    }),
    handle: async ({ storage, parameters }) => {
      const { project_id, test_run_id } = parameters
      const run = await storage.testRuns.find(project_id, test_run_id)
      if (!run) throw new RegistryError('not_found', 'There is no such test run.')
      return {
        ...summaryOf(run),
        created_at: new Date(run.createdAt).toISOString(),
        summary_statistics: {
          auto_evaluation: await summarize(storage.testRuns.evalResults(project_id, test_run_id)),
          human_evaluation: {},
        },
      }
    },
  }),
]

function summaryOf({ id, name, description }: TestRun): {
  id: string
  test_run_id: string
  name: string | null
  description: string | null
} {
  return { id, test_run_id: id, name: name ?? null, description: description ?? null }
}
