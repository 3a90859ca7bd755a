import type { Completion, StreamEvent } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'

/** A completion as a caller outside may see it: without the prompt, and without the trace. */
export type PublicCompletion<Data = unknown, Environment extends string = string> = Omit<
  Completion<Data, Environment>,
  'request' | 'attempts'
>

/** Why there is no whole answer, as a caller outside may know it. */
export interface ErrorEvent {
  type: 'error'
  /** The `code` of the `CompletionError`; `error` for any other. */
  code: string
  /** Why the last attempt failed. */
  kind?: FailureKind
}

/** An event as it leaves the server. */
export type PublicEvent<Data = unknown, Environment extends string = string> =
  | Exclude<StreamEvent<Data, Environment>, { type: 'done' }>
  | { type: 'done'; result: PublicCompletion<Data, Environment> }
  | ErrorEvent

/** Takes off an event what must stay on the server. */
export function toPublicEvent<Data>(event: StreamEvent<Data>): PublicEvent<Data> {
  if (event.type !== 'done') return event
  const { request: _request, attempts: _attempts, ...result } = event.result
  return { type: 'done', result }
}
