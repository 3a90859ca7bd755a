import type { FailureKind } from './failure-kind.ts'
import type { Candidate } from './prompt.ts'

/** Tokens as the provider reported them. */
export interface Usage {
  inputTokens: number
  outputTokens: number
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

/** Names a candidate in traces and results. */
export type CandidateId = Pick<Candidate, 'environment' | 'version' | 'provider' | 'api' | 'model'>

/** One request to one candidate, as the trace keeps it. */
export interface Attempt extends CandidateId {
  ok: boolean
  /** Why it failed. Absent when `ok`. */
  kind?: FailureKind
  /** The HTTP status, when there was an answer. */
  status?: number
  /** The provider's or the system's own code, for instance `overloaded_error` or `ECONNREFUSED`. */
  code?: string
  /** The provider's request id. */
  requestId?: string
  /** Milliseconds until the first content. Absent when none came. */
  firstTokenMs?: number
  /** Milliseconds that the attempt took. */
  ms: number
  /** `unknown` when the provider did not report it; that is not 0. */
  usage: Usage | 'unknown'
}

/** One provider's whole answer. */
export interface Completion<Data = unknown> {
  text: string
  /** The text as JSON, checked against the output schema. `undefined` where the template has none, or tools are called. */
  data: Data
  toolCalls: ToolCall[]
  finishReason: FinishReason
  usage: Usage | 'unknown'
  /** The candidate that answered. */
  servedBy: CandidateId
  /** Every attempt in order; the last one succeeded. */
  attempts: Attempt[]
  /** The request body that was answered. */
  request: object
}

/** What `stream` yields. */
export type StreamEvent<Data = unknown> =
  /** More text of the answer. */
  | { type: 'text'; text: string }
  /** The candidate failed after visible text. Discard it: the next candidate begins anew. */
  | { type: 'reset'; from: CandidateId; to: CandidateId; reason: FailureKind }
  /** The whole answer; always the last event. */
  | { type: 'done'; result: Completion<Data> }
