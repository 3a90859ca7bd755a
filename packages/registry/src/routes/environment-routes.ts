import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { pageQuery } from '../http/schemas.ts'
import type { Deployment } from '../storage/storage.ts'

const tag = 'Environments'
const BASE = '/api/v2/projects/{project_id}'

const environment = z.object({ name: z.string(), protected: z.boolean(), approval: z.boolean() })
const deployment = z.object({
  id: z.string(),
  environment: z.string(),
  prompt_template_id: z.string(),
  prompt_template_version_id: z.string(),
  state: z.enum(['pending', 'approved', 'rejected']),
  requested_by: z.string(),
  requested_at: z.string(),
  decided_by: z.string().nullable(),
})

export const environmentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: `${BASE}/environments`,
    tag,
    summary: 'Lists the environments.',
    needs: 'pull',
    answer: z.object({ data: z.array(environment) }),
    handle: async ({ storage, parameters }) => ({
      data: await storage.environments.list(parameters.project_id),
    }),
  }),
  route({
    method: 'put',
    path: `${BASE}/environments/{environment}`,
    tag,
    summary: 'Makes an environment, and says who may tag it.',
    needs: 'admin',
    body: z.object({ protected: z.boolean().default(false), approval: z.boolean().default(false) }),
    answer: environment,
    handle: async ({ storage, parameters, body, caller }) =>
      storage.environments.set(parameters.project_id, { name: parameters.environment, ...body }, caller),
  }),
  route({
    method: 'get',
    path: `${BASE}/deployments`,
    tag,
    summary: 'Lists the tags that took an approval, newest first.',
    needs: 'read',
    query: pageQuery,
    answer: pagedSchema(deployment),
    handle: async ({ storage, parameters, query }) =>
      paged(
        await storage.environments.deployments(parameters.project_id, pageRequest(query)),
        query,
        toDeploymentJson,
      ),
  }),
  ...(['approve', 'reject'] as const).map((verb) =>
    route({
      method: 'post',
      path: `${BASE}/deployments/id/{deployment_id}/${verb}`,
      tag,
      summary:
        verb === 'approve' ? 'Approves what another key asked for.' : 'Turns down what a key asked for.',
      needs: 'deploy',
      answer: deployment,
      handle: async ({ storage, parameters, caller }) => {
        const { project_id, deployment_id } = parameters
        const state = verb === 'approve' ? 'approved' : 'rejected'
        return toDeploymentJson(await storage.environments.decide(project_id, deployment_id, state, caller))
      },
    }),
  ),
]

function toDeploymentJson(one: Deployment): z.input<typeof deployment> {
  return {
    id: one.id,
    environment: one.environment,
    prompt_template_id: one.templateId,
    prompt_template_version_id: one.versionId,
    state: one.state,
    requested_by: one.requestedBy,
    requested_at: new Date(one.requestedAt).toISOString(),
    decided_by: one.decidedBy ?? null,
  }
}
