import type { Attempt, CandidateId, StreamEvent } from '@understudy/runtime'

/** What the server sends to the page: the client's events, without the prompt that `done` has in its `request`. */
export type AnswerEvent =
  | Exclude<StreamEvent, { type: 'done' }>
  | { type: 'done'; servedBy: CandidateId; attempts: Attempt[] }
  | { type: 'error'; message: string; attempts: Attempt[] }
