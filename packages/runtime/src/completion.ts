import type { FailureKind } from './failure-kind.ts'
import type { CircuitState } from './policy/breaker.ts'
import type { Candidate } from './prompt.ts'

/** Tokens as the provider reported them. What it does not report is absent, and not 0. */
export interface Usage {
  /** All of the input, also what was read from the cache or written to it. */
  inputTokens: number
  /** All of the output, the reasoning too. */
  outputTokens: number
  /** The part of the input that was read from the cache. */
  cachedInputTokens?: number | undefined
  /** The part of the input that was written to the cache. */
  cacheWriteTokens?: number | undefined
  /** The part of the output that was reasoning. */
  reasoningTokens?: number | undefined
}

/** Why the model stopped: a whole answer, or a request to call tools. */
export type FinishReason = 'stop' | 'tool_calls'

/** A tool that the model asks to be called. */
export interface ToolCall {
  id: string
  name: string
  /** The arguments, as the JSON text that the model wrote. */
  arguments: string
}

/** Names a candidate in traces and results. `Environment` is one of its prompt's chain, where the prompt is known. */
export interface CandidateId<Environment extends string = string>
  extends Pick<Candidate, 'version' | 'provider' | 'api' | 'model'> {
  readonly environment: Environment
}

/** One request to one candidate, as the trace keeps it. */
export interface Attempt<Environment extends string = string> extends CandidateId<Environment> {
  ok: boolean
  /** Why it failed. Absent when `ok`. */
  kind?: FailureKind | undefined
  /** The HTTP status, when there was an answer. */
  status?: number | undefined
  /** The provider's or the system's own code, for instance `overloaded_error` or `ECONNREFUSED`. */
  code?: string | undefined
  /** The provider's request id. */
  requestId?: string | undefined
  /** Milliseconds until the first content. Absent when none came. */
  firstTokenMs?: number | undefined
  /** Milliseconds that the attempt took. */
  ms: number
  /** When it ended, in milliseconds since 1970; it began `ms` before. */
  endedAt: number
  /** `unknown` when the provider did not report it; that is not 0. */
  usage: Usage | 'unknown'
  /** The candidate's circuit when it was asked: `open` where no request was made, or the last candidate's was forced. */
  circuit: CircuitState
  /** Somebody has to act: a key, a quota, a model's name or a certificate is no good. Absent otherwise. */
  alert?: true | undefined
}

/** One provider's whole answer. */
export interface Completion<Data = unknown, Environment extends string = string> {
  /** A UUID, under which it is recorded. Browsers make one only on pages that come over https. */
  id: string
  text: string
  /** The text as JSON, checked against the output schema. `undefined` where the template has none, or tools are called. */
  data: Data
  toolCalls: ToolCall[]
  finishReason: FinishReason
  /** The provider's own word for it, for instance `stop_sequence`. Of a failed attempt it is the `code`. */
  rawFinishReason?: string | undefined
  usage: Usage | 'unknown'
  /** The candidate that answered. */
  servedBy: CandidateId<Environment>
  /** Every attempt in order; the last one succeeded. */
  attempts: Attempt<Environment>[]
  /** The request body that was answered. */
  request: object
}

/** A piece of the answer. */
export type ContentEvent =
  /** More text of the answer. */
  | { type: 'text'; text: string }
  /** The tool call of this index begins (then with `id` and `name`), or its arguments go on. */
  | { type: 'tool'; index: number; id?: string | undefined; name?: string | undefined; arguments: string }
  /** The model thinks; `text` where the provider lets it be read. */
  | { type: 'reasoning'; text?: string | undefined }

/** What `stream` yields. */
export type StreamEvent<Data = unknown, Environment extends string = string> =
  | ContentEvent
  /** The candidate failed in the middle. Discard what it said: the next candidate begins anew. */
  | { type: 'reset'; from: CandidateId<Environment>; to: CandidateId<Environment>; reason: FailureKind }
  /** The candidate failed in the middle. Keep what it said: the next candidate goes on from there. */
  | { type: 'seam'; from: CandidateId<Environment>; to: CandidateId<Environment>; reason: FailureKind }
  /** The whole answer; always the last event. */
  | { type: 'done'; result: Completion<Data, Environment> }
