import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import { flatObject } from '../http/schemas.ts'
import { RegistryError } from '../registry-error.ts'
import { noRecording } from './recording-routes.ts'

const tag = 'Feedback'
const done = z.object({ message: z.string() })
const DONE = { message: 'Thank you.' }

/** What customers say of completions and traces. `freeplay_feedback` is `positive` or `negative`. */
export const feedbackRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/api/v2/projects/{project_id}/completion-feedback/id/{completion_id}',
    tag,
    summary: 'Adds feedback to a completion.',
    needs: 'record',
    body: flatObject,
    status: 201,
    answer: done,
    handle: async ({ storage, parameters, body, caller }) => {
      const { project_id, completion_id } = parameters
      if (!(await storage.recordings.addFeedback(project_id, completion_id, body, caller)))
        throw noRecording()
      return DONE
    },
  }),
  route({
    method: 'put',
    path: '/api/v1/completion_feedback/{completion_id}',
    tag,
    summary: 'The same for older SDKs; the project is that of the key.',
    needs: 'record',
    body: flatObject,
    status: 201,
    answer: done,
    handle: async ({ storage, parameters, body, caller }) => {
      const { completion_id } = parameters
      if (!(await storage.recordings.addFeedback(caller.projectId, completion_id, body, caller)))
        throw noRecording()
      return DONE
    },
  }),
  route({
    method: 'post',
    path: '/api/v2/projects/{project_id}/trace-feedback/id/{trace_id}',
    tag,
    summary: 'Adds feedback to a trace.',
    needs: 'record',
    body: flatObject,
    status: 201,
    answer: done,
    handle: async ({ storage, parameters, body: feedback, caller }) => {
      const { project_id, trace_id } = parameters
      if (!(await storage.sessions.addToTrace(project_id, trace_id, { feedback }, caller))) throw noTrace()
      return DONE
    },
  }),
]

/** What is answered where there is no such trace. */
export function noTrace(): RegistryError {
  return new RegistryError('not_found', 'There is no such trace.')
}
