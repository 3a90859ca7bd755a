import type { Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import { paged, pagedSchema, pageRequest } from '../http/paged.ts'
import { type Route, route } from '../http/route.ts'
import { flatObject, json, jsonObject, maybe, name, pageQuery } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import { noTrace } from './feedback-routes.ts'

const tag = 'Sessions and traces'
const BASE = '/api/v2/projects/{project_id}/sessions'
const TRACE = `${BASE}/{session_id}/traces/id/{trace_id}` as const
const done = z.object({ message: z.string() })

const traceInput = z.object({
  input: json,
  output: maybe(json),
  parent_id: maybe(name),
  agent_name: maybe(name),
  name: maybe(name),
  kind: maybe(name),
  start_time: maybe(z.string().max(64)),
  end_time: maybe(z.string().max(64)),
  custom_metadata: maybe(flatObject),
  eval_results: maybe(flatObject),
  test_run_info: maybe(z.object({ test_run_id: name, test_case_id: name })),
})

export const sessionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    tag,
    summary: 'Lists the sessions, newest first.',
    needs: 'read',
    query: pageQuery,
    answer: pagedSchema(
      z.object({
        session_id: z.string(),
        start_time: z.string(),
        custom_metadata: jsonObject,
        recorded_by: z.string().optional(),
      }),
    ),
    handle: async ({ storage, parameters, query }) =>
      paged(await storage.sessions.list(parameters.project_id, pageRequest(query)), query, (session) => ({
        session_id: session.id,
        start_time: new Date(session.createdAt).toISOString(),
        custom_metadata: session.metadata,
        recorded_by: session.recordedBy,
      })),
  }),
  route({
    method: 'delete',
    path: `${BASE}/{session_id}`,
    tag,
    summary: 'Deletes a session with its completions and traces.',
    needs: 'write',
    status: 201,
    answer: done,
    handle: async ({ storage, parameters, caller }) => {
      if (!(await storage.sessions.delete(parameters.project_id, parameters.session_id, caller))) {
        throw new RegistryError('not_found', 'There is no such session.')
      }
      return { message: 'Deleted.' }
    },
  }),
  route({
    method: 'patch',
    path: `${BASE}/id/{session_id}/metadata`,
    tag,
    summary: 'Adds to the metadata of a session.',
    needs: 'record',
    body: flatObject,
    answer: done,
    handle: async ({ storage, parameters, body, caller }) => {
      await storage.sessions.addMetadata(parameters.project_id, parameters.session_id, body, caller)
      return { message: 'Updated.' }
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/{session_id}/traces`,
    tag,
    summary: 'Gives the traces of a session.',
    needs: 'read',
    answer: z.object({ data: z.array(jsonObject) }),
    handle: async ({ storage, parameters }) => {
      const traces = await storage.sessions.traces(parameters.project_id, parameters.session_id)
      return {
        data: traces.map(({ id, body, evalResults, metadata, feedback, recordedBy, recordedAt }) => ({
          trace_id: id,
          ...body,
          eval_results: evalResults,
          custom_metadata: metadata,
          feedback,
          ...(recordedBy !== undefined && { recorded_by: recordedBy }),
          recorded_at: new Date(recordedAt).toISOString(),
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: TRACE,
    tag,
    summary: 'Records a trace, or replaces the one of this id.',
    needs: 'record',
    body: traceInput,
    status: 201,
    answer: done,
    handle: async ({ storage, parameters, body, caller }) => {
      const { custom_metadata: metadata = {}, eval_results: evalResults = {}, ...rest } = body
      const trace = {
        id: parameters.trace_id,
        sessionId: parameters.session_id,
        testRunId: body.test_run_info?.test_run_id,
        body: withoutUndefined(rest),
        evalResults,
        metadata,
      }
      await storage.sessions.putTrace(parameters.project_id, trace, caller)
      return { message: 'Recorded.' }
    },
  }),
  route({
    method: 'patch',
    path: TRACE,
    tag,
    summary: 'Adds metadata and feedback to a trace.',
    needs: 'record',
    body: z.object({ metadata: maybe(flatObject), feedback: maybe(flatObject) }),
    answer: done,
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id, session_id: sessionId, trace_id } = parameters
      const more = { ...body, sessionId }
      if (!(await storage.sessions.addToTrace(project_id, trace_id, more, caller))) throw noTrace()
      return { message: 'Updated.' }
    },
  }),
  route({
    method: 'patch',
    path: `${TRACE}/metadata`,
    tag,
    summary: 'Adds to the metadata of a trace.',
    needs: 'record',
    body: flatObject,
    answer: done,
    handle: async ({ storage, parameters, body: metadata, caller }) => {
      const { project_id, session_id: sessionId, trace_id } = parameters
      const more = { metadata, sessionId }
      if (!(await storage.sessions.addToTrace(project_id, trace_id, more, caller))) throw noTrace()
      return { message: 'Updated.' }
    },
  }),
]

function withoutUndefined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return JSON.parse(JSON.stringify(fields))
}
