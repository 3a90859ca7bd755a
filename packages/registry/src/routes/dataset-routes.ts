import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { maybe, name, pageQuery, prose } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { Dataset, DatasetKind } from '../storage/storage.ts'

const BASE = '/api/v2/projects/{project_id}'

const fields = {
  description: maybe(prose(10_000)),
  input_names: maybe(z.array(name).max(500)),
  media_input_names: maybe(z.array(name).max(500)),
  support_history: maybe(z.boolean()),
  compatible_prompt_ids: maybe(z.array(name).max(500)),
}

export interface DatasetJson {
  id: string
  name: string
  description?: Json | undefined
}

/** A dataset as the API gives it. */
export const datasetJson: z.ZodType<unknown, DatasetJson> = z.looseObject({
  id: z.string(),
  name: z.string(),
})

/** Datasets; each kind has the same routes. */
export const datasetRoutes: readonly Route[] = (['prompt', 'agent'] as const).flatMap(routesOf)

function routesOf(kind: DatasetKind): Route[] {
  const tag = kind === 'prompt' ? 'Prompt datasets' : 'Agent datasets'
  const all = `${BASE}/${kind}-datasets` as const
  const one = `${all}/{dataset_id}` as const
  return [
    route({
      method: 'get',
      path: all,
      tag,
      summary: 'Lists the datasets.',
      needs: 'read',
      query: pageQuery,
      answer: pagedSchema(datasetJson),
      handle: async ({ storage, parameters, query }) =>
        paged(
          await storage.datasets.list(parameters.project_id, kind, pageRequest(query)),
          query,
          toDatasetJson,
        ),
    }),
    route({
      method: 'post',
      path: all,
      tag,
      summary: 'Creates a dataset.',
      needs: 'write',
      body: z.object({ name, ...fields }),
      status: 201,
      answer: datasetJson,
      handle: async ({ storage, parameters, body: { name, ...rest }, caller }) => {
        const dataset = { kind, name, body: present(rest) }
        return toDatasetJson(await storage.datasets.create(parameters.project_id, dataset, caller))
      },
    }),
    route({
      method: 'get',
      path: one,
      tag,
      summary: 'Gives one dataset.',
      needs: 'read',
      answer: datasetJson,
      handle: async ({ storage, parameters }) => {
        const dataset = await storage.datasets.find(parameters.project_id, { id: parameters.dataset_id })
        if (dataset?.kind !== kind) throw noDataset()
        return toDatasetJson(dataset)
      },
    }),
    route({
      method: 'patch',
      path: one,
      tag,
      summary: 'Changes what a dataset is called, and what is said of it.',
      needs: 'write',
      body: z.object({ name: maybe(name), ...fields }),
      answer: datasetJson,
      handle: async ({ storage, parameters, body: { name, ...rest }, caller }) => {
        const { project_id, dataset_id } = parameters
        const change = { name, body: present(rest) }
        const dataset = await storage.datasets.update(project_id, dataset_id, change, caller)
        if (!dataset) throw noDataset()
        return toDatasetJson(dataset)
      },
    }),
    route({
      method: 'delete',
      path: one,
      tag,
      summary: 'Deletes a dataset with its test cases.',
      needs: 'write',
      answer: z.object({ message: z.string() }),
      handle: async ({ storage, parameters, caller }) => {
        if (!(await storage.datasets.delete(parameters.project_id, parameters.dataset_id, caller))) {
          throw noDataset()
        }
        return { message: 'Deleted.' }
      },
    }),
  ]
}

export function toDatasetJson({ id, name, body }: Dataset): DatasetJson {
  return { ...body, id, name }
}

/** What is answered where there is no such dataset. */
export function noDataset(): RegistryError {
  return new RegistryError('not_found', 'There is no such dataset.')
}

function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return JSON.parse(JSON.stringify(fields))
}
