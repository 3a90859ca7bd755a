import { z } from 'zod'
import { type Route, route } from '../http/route.ts'

const tag = 'Projects'
const PATH = '/api/v2/projects/{project_id}/retention'
const retention = z.object({
  days: z
    .number()
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .describe(
      'After so many days recordings, traces and empty sessions are deleted; null keeps them for ever.',
    ),
})

export const retentionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: PATH,
    tag,
    summary: 'Tells how long a project keeps what is recorded.',
    needs: 'read',
    answer: retention,
    handle: async ({ storage, parameters }) => ({
      days: (await storage.retention.get(parameters.project_id)) ?? null,
    }),
  }),
  route({
    method: 'put',
    path: PATH,
    tag,
    summary: 'Says how long a project keeps what is recorded.',
    needs: 'admin',
    body: retention,
    answer: retention,
    handle: async ({ storage, parameters, body, caller }) => {
      await storage.retention.set(parameters.project_id, body.days ?? undefined, caller)
      return body
    },
  }),
]
