import { z } from 'zod'
import type { Caller } from '../http/caller.ts'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { jsonObject, maybe, name, pageQuery } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import type { AuditEntry } from '../storage/storage.ts'

const tag = 'Projects'
const project = z.object({ id: z.string(), name: z.string() })
const auditEntry = z.object({
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: jsonObject,
})

export const projectRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/v2/projects/all',
    tag,
    summary: 'Lists the projects that the key is for.',
    needs: 'pull',
    answer: z.object({ projects: z.array(project) }),
    handle: async ({ storage, caller }) => {
      const projects = await storage.projects.list()
      return {
        projects: projects.filter(({ id }) => caller.projectId === undefined || id === caller.projectId),
      }
    },
  }),
  route({
    method: 'post',
    path: '/api/v2/projects',
    tag,
    summary: 'Creates a project; takes a key of all projects.',
    needs: 'admin',
    body: z.object({ name, id: maybe(name) }),
    status: 201,
    answer: project,
    handle: async ({ storage, body, caller }) => {
      refuseKeysOfOne(caller)
      return storage.projects.create(body, caller)
    },
  }),
  route({
    method: 'get',
    path: '/api/v2/projects/{project_id}',
    tag,
    summary: 'Gives one project.',
    needs: 'pull',
    answer: project,
    handle: async ({ storage, parameters }) => {
      const found = await storage.projects.find(parameters.project_id)
      if (!found) throw new RegistryError('not_found', 'There is no such project.')
      return found
    },
  }),
  route({
    method: 'get',
    path: '/api/v2/projects/{project_id}/audit-log',
    tag,
    summary: 'Lists who changed what, newest first.',
    needs: 'admin',
    query: pageQuery,
    answer: pagedSchema(auditEntry),
    handle: async ({ storage, parameters, query }) =>
      paged(await storage.projects.audit(parameters.project_id, pageRequest(query)), query, toAuditJson),
  }),
  route({
    method: 'get',
    path: '/api/v2/audit-log',
    tag,
    summary: 'Lists what belongs to no project: keys of all. Takes such a key.',
    needs: 'admin',
    query: pageQuery,
    answer: pagedSchema(auditEntry),
    handle: async ({ storage, caller, query }) => {
      refuseKeysOfOne(caller)
      return paged(await storage.projects.audit(undefined, pageRequest(query)), query, toAuditJson)
    },
  }),
  route({
    method: 'get',
    path: '/api/v2/models',
    tag,
    summary: 'Lists the models that templates name.',
    needs: 'pull',
    query: pageQuery,
    answer: pagedSchema(
      z.object({ id: z.string(), name: z.string(), display_name: z.string(), provider_name: z.string() }),
    ),
    handle: async ({ storage, caller, query }) =>
      paged(
        await storage.templates.models(caller.projectId, pageRequest(query)),
        query,
        ({ provider, model }) => ({
          id: `${provider}/${model}`,
          name: model,
          display_name: model,
          provider_name: provider,
        }),
      ),
  }),
]

function refuseKeysOfOne({ projectId }: Caller): void {
  if (projectId === undefined) return
  throw new RegistryError('forbidden', 'This key is for one project: it takes one for all.')
}

function toAuditJson({ at, ...entry }: AuditEntry): z.input<typeof auditEntry> {
  return { ...entry, at: new Date(at).toISOString() }
}
