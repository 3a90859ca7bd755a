import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { jsonObject, name, pageQuery } from '../http/schemas.ts'
import { bindTemplate } from './bind-template.ts'
import { boundTemplateJson, templateJson, toTemplateJson } from './template-json.ts'
import { noVersion } from './template-routes.ts'
import { toVersionContent, versionFields, versionInput } from './version-input.ts'

const tag = 'Prompt templates'
const BASE = '/api/v2/projects/{project_id}/prompt-templates'
const BY_ID = `${BASE}/id/{template_id}/versions` as const
const BY_NAME = `${BASE}/name/{template_name}` as const

/** Versions, and the environments that they are tagged with. */
export const versionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: BY_ID,
    tag,
    summary: 'Lists the versions of a template, newest first.',
    needs: 'pull',
    query: pageQuery,
    answer: pagedSchema(templateJson),
    etag: true,
    handle: async ({ storage, parameters, query }) => {
      const { project_id, template_id } = parameters
      const versions = await storage.templates.versions(project_id, template_id, pageRequest(query))
      return paged(versions, query, toTemplateJson)
    },
  }),
  route({
    method: 'post',
    path: BY_ID,
    tag,
    summary: 'Creates a version, or finds the one of the same content.',
    needs: 'write',
    body: versionInput,
    status: 201,
    answer: templateJson,
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id, template_id: id } = parameters
      const { environments = [] } = body
      return toTemplateJson(
        await storage.templates.createVersion(
          project_id,
          { id },
          toVersionContent(body),
          environments,
          caller,
        ),
      )
    },
  }),
  route({
    method: 'post',
    path: `${BY_NAME}/versions`,
    tag,
    summary: 'Creates a version by the name of its template.',
    needs: 'write',
    query: z.object({ create_template_if_not_exists: z.enum(['true', 'false']).optional() }),
    body: z.object({ ...versionFields, create_template_if_not_exists: z.boolean().nullish() }),
    status: 201,
    answer: templateJson,
    handle: async ({ storage, parameters, query, body, caller }) => {
      const { project_id, template_name } = parameters
      const create =
        query.create_template_if_not_exists === 'true' || body.create_template_if_not_exists === true
      const { environments = [] } = body
      const reference = { name: template_name, create }
      return toTemplateJson(
        await storage.templates.createVersion(
          project_id,
          reference,
          toVersionContent(body),
          environments,
          caller,
        ),
      )
    },
  }),
  route({
    method: 'get',
    path: `${BY_ID}/{version_id}`,
    tag,
    summary: 'Gives one version.',
    needs: 'pull',
    answer: templateJson,
    etag: true,
    handle: async ({ storage, parameters }) => {
      const { project_id, template_id, version_id } = parameters
      const version = await storage.templates.version(project_id, template_id, version_id)
      if (!version) throw noVersion()
      return toTemplateJson(version)
    },
  }),
  route({
    method: 'post',
    path: `${BY_ID}/{version_id}`,
    tag,
    summary: 'Fills the variables of a version in.',
    needs: 'pull',
    body: jsonObject,
    answer: boundTemplateJson,
    handle: async ({ storage, parameters, body }) => {
      const { project_id, template_id, version_id } = parameters
      const version = await storage.templates.version(project_id, template_id, version_id)
      if (!version) throw noVersion()
      return bindTemplate(version, body)
    },
  }),
  route({
    method: 'post',
    path: BY_NAME,
    tag,
    summary: 'Fills the variables of the version in that an environment is tagged with.',
    needs: 'pull',
    query: z.object({ environment: name }),
    body: jsonObject,
    answer: boundTemplateJson,
    handle: async ({ storage, parameters, query, body }) => {
      const { project_id, template_name } = parameters
      const version = await storage.templates.byName(project_id, template_name, query.environment)
      if (!version) throw noVersion()
      return bindTemplate(version, body)
    },
  }),
  route({
    method: 'post',
    path: `${BY_ID}/{version_id}/environments`,
    tag,
    summary: 'Moves environments to a version.',
    needs: 'write',
    body: z.object({ environments: z.array(name).min(1).max(50) }),
    answer: z.object({
      environments: z.array(z.string()),
      pending: z.array(z.object({ environment: z.string(), deployment_id: z.string() })),
    }),
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id, template_id, version_id } = parameters
      const { tagged, pending } = await storage.templates.tag(
        project_id,
        template_id,
        version_id,
        body.environments,
        caller,
      )
      return {
        environments: tagged,
        pending: pending.map(({ environment, deploymentId }) => ({
          environment,
          deployment_id: deploymentId,
        })),
      }
    },
  }),
]
