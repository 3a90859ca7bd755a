import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { maybe, name, pageQuery } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { Template } from '../storage/storage.ts'
import { templateJson, toTemplateJson } from './template-json.ts'

const tag = 'Prompt templates'
const BASE = '/api/v2/projects/{project_id}/prompt-templates'

const summarySchema = z.object({
  id: z.string(),
  name: z.string(),
  latest_template_version_id: z.string().nullable(),
})

/** Templates as containers, and what environments hold. */
export const templateRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    tag,
    summary: 'Lists the templates.',
    needs: 'pull',
    query: pageQuery,
    answer: pagedSchema(summarySchema),
    etag: true,
    handle: async ({ storage, parameters, query }) =>
      paged(await storage.templates.list(parameters.project_id, pageRequest(query)), query, summaryOf),
  }),
  route({
    method: 'post',
    path: BASE,
    tag,
    summary: 'Creates a template without versions.',
    needs: 'write',
    body: z.object({ name, id: maybe(name) }),
    status: 201,
    answer: z.object({ id: z.string() }),
    handle: async ({ storage, parameters, body, caller }) => {
      const { id } = await storage.templates.create(parameters.project_id, body, caller)
      return { id }
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/all/{environment}`,
    tag,
    summary: 'Gives all versions that an environment is tagged with.',
    needs: 'pull',
    answer: z.object({ prompt_templates: z.array(templateJson) }),
    etag: true,
    handle: async ({ storage, parameters }) => {
      const versions = await storage.templates.inEnvironment(parameters.project_id, parameters.environment)
      return { prompt_templates: versions.map(toTemplateJson) }
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/name/{template_name}`,
    tag,
    summary: 'Gives the version that an environment is tagged with.',
    needs: 'pull',
    query: z.object({ environment: name }),
    answer: templateJson,
    etag: true,
    handle: async ({ storage, parameters, query }) => {
      const { project_id, template_name } = parameters
      const version = await storage.templates.byName(project_id, template_name, query.environment)
      if (!version) throw noVersion()
      return toTemplateJson(version)
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/id/{template_id}`,
    tag,
    summary: 'Gives one template.',
    needs: 'pull',
    answer: summarySchema,
    etag: true,
    handle: async ({ storage, parameters }) => {
      const template = await storage.templates.find(parameters.project_id, parameters.template_id)
      if (!template) throw new RegistryError('not_found', 'There is no such template.')
      return summaryOf(template)
    },
  }),
]

/** What is answered where no version is tagged. */
export function noVersion(): RegistryError {
  return new RegistryError('not_found', 'There is no version of this template with this environment or id.')
}

function summaryOf({ id, name, latestVersionId }: Template): z.input<typeof summarySchema> {
  return { id, name, latest_template_version_id: latestVersionId ?? null }
}
