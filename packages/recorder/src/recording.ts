import type { Attempt, FailureKind, RecordOptions, ToolCall, Usage } from '@understudy/runtime'

/** A call that has ended, as it is kept and sent: plain data, which nothing changes any more. */
export interface CompletionEvent {
  type: 'completion'
  /** A UUID: a sink that knows it already must not store it twice. */
  id: string
  /** The prompt's name. */
  prompt: string
  /** The candidate that answered, or the one that was asked last. */
  environment: string
  version: string
  digest: string
  provider: string
  api: string
  model: string
  parameters: object
  /** Whether another candidate than the chain's first one answered. */
  fallback: boolean
  /** The body of the request. */
  request: object
  /** What the prompt was rendered with. */
  variables: unknown
  /** The answer; absent when the call failed or was ended by its caller. */
  answer?: {
    text: string
    data?: unknown
    toolCalls: readonly ToolCall[]
    finishReason: string
    usage: Usage | 'unknown'
  }
  /** Why there is no answer. */
  kind?: FailureKind
  attempts: readonly Attempt[]
  /** Milliseconds since 1970. */
  startedAt: number
  /** Milliseconds since 1970. */
  endedAt: number
  /** What the call was filed under. */
  session?: RecordOptions['session']
  trace?: RecordOptions['trace']
  parentId?: string
  metadata?: RecordOptions['metadata']
  testRun?: RecordOptions['testRun']
}

/** A value that feedback and metadata can have. */
export type FlatValue = string | number | boolean

/** What a customer says of an answer. */
export interface FeedbackEvent {
  type: 'feedback'
  /** The id of the completion; or of a trace, with `of: 'trace'`. */
  id: string
  /** @default 'completion' */
  of?: 'completion' | 'trace'
  /** Whether the customer liked it. */
  positive?: boolean
  /** What else the customer said. @default {} */
  values?: Readonly<Record<string, FlatValue>>
}

/** A step of a session, which may hold several calls. */
export interface TraceEvent {
  type: 'trace'
  /** A UUID, which calls name as `record: { trace: { id } }`. */
  id: string
  sessionId: string
  input: unknown
  output: unknown
  name?: string
  /** The agent whose step it is. */
  agent?: string
  kind?: 'tool' | 'agent'
  /** The id of the trace, or of the completion, that it is a part of. */
  parentId?: string
  metadata?: Readonly<Record<string, FlatValue>>
  /** Milliseconds since 1970. */
  startedAt?: number
  /** Milliseconds since 1970. */
  endedAt?: number
}

/** What is known of a session as a whole. */
export interface SessionEvent {
  type: 'session'
  id: string
  metadata: Readonly<Record<string, FlatValue>>
}

/** All that a recorder takes. */
export type RecorderEvent = CompletionEvent | FeedbackEvent | TraceEvent | SessionEvent
