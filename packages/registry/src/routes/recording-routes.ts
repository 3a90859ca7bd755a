import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import { cursorQuery, flatObject, json, maybe, name } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import { manyRecordings, recordingInput } from './recording-input.ts'
import { recordingJson, toRecordingJson } from './recording-json.ts'

const tag = 'Recordings'
const BASE = '/api/v2/projects/{project_id}'
const recorded = z.object({ completion_id: z.string() })
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional()

export const recordingRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: `${BASE}/sessions/{session_id}/completions`,
    tag,
    summary: 'Records a completion. One whose `completion_id` is known already stays as it is.',
    needs: 'record',
    body: recordingInput,
    unread: true,
    status: 201,
    answer: recorded,
    handle: async ({ recorder, parameters, bytes: body, caller: { keyId } }) => {
      const { project_id: projectId, session_id: sessionId } = parameters
      const [id = ''] = await recorder.record({ projectId, sessionId, body, keyId })
      return { completion_id: id }
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/recordings`,
    tag,
    summary: 'Records many completions at once.',
    needs: 'record',
    body: manyRecordings,
    unread: true,
    status: 201,
    answer: z.object({ completion_ids: z.array(z.string()) }),
    handle: async ({ recorder, parameters: { project_id: projectId }, bytes: body, caller: { keyId } }) => ({
      completion_ids: await recorder.record({ projectId, sessionId: undefined, body, keyId }),
    }),
  }),
  route({
    method: 'get',
    path: `${BASE}/completions`,
    tag,
    summary: 'Lists recordings, newest first.',
    needs: 'read',
    query: cursorQuery.extend({
      environment: name.optional(),
      model: name.optional(),
      prompt_template_version_id: name.optional(),
      session_id: name.optional(),
      fallback: z
        .enum(['true', 'false'])
        .optional()
        .describe('Whether another candidate than the first answered.'),
      feedback: z.enum(['positive', 'negative']).optional(),
      from: instant.describe('When the call began, at the earliest.'),
      to: instant.describe('Before which the call began.'),
      text: z.string().max(1_000).optional().describe('Words that all stand in messages or inputs.'),
    }),
    answer: z.object({
      data: z.array(recordingJson),
      pagination: z.object({
        page_size: z.number(),
        has_next: z.boolean(),
        next_cursor: z.string().optional(),
      }),
    }),
    handle: async ({ storage, parameters, query }) => {
      const { cursor, page_size, fallback, prompt_template_version_id, session_id, ...filter } = query
      const { items, next } = await storage.recordings.list(
        parameters.project_id,
        {
          ...filter,
          versionId: prompt_template_version_id,
          sessionId: session_id,
          fallback: fallback && fallback === 'true',
        },
        { size: page_size, after: cursor },
      )
      return {
        data: items.map(toRecordingJson),
        pagination: { page_size, has_next: next !== undefined, next_cursor: next },
      }
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/completions/{completion_id}`,
    tag,
    summary: 'Gives one recording.',
    needs: 'read',
    answer: recordingJson,
    handle: async ({ storage, parameters }) => {
      const found = await storage.recordings.find(parameters.project_id, parameters.completion_id)
      if (!found) throw noRecording()
      return toRecordingJson(found)
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/completions/{completion_id}`,
    tag,
    summary: 'Adds messages and results of evaluators to a recording.',
    needs: 'record',
    body: z.object({ new_messages: maybe(z.array(json).max(10_000)), eval_results: maybe(flatObject) }),
    answer: recorded,
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id, completion_id } = parameters
      const { new_messages: messages = [], eval_results: evalResults = {} } = body
      const more = { messages, evalResults }
      if (!(await storage.recordings.update(project_id, completion_id, more, caller))) {
        throw noRecording()
      }
      return { completion_id }
    },
  }),
]

/** What is answered where there is no such recording. */
export function noRecording(): RegistryError {
  return new RegistryError('not_found', 'There is no such completion.')
}
