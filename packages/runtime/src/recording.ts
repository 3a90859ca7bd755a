import type { Attempt, Completion } from './completion.ts'
import type { CompletionError } from './errors/completion-error.ts'
import type { Candidate, Prompt } from './prompt.ts'

/** A value of recorded metadata. */
export type MetadataValue = string | number | boolean

/** What a recording is filed under: the option `record` of a call. The client hands it to the recorder as it is. */
export interface RecordOptions {
  /** The conversation, or the task, that calls belong to. */
  session?: { id: string; metadata?: Readonly<Record<string, MetadataValue>> }
  /** The step of the session that the call is a part of. */
  trace?: { id: string }
  /** The id of the completion, or of the trace, that the call follows from. */
  parentId?: string
  metadata?: Readonly<Record<string, MetadataValue>>
  /** The test run, and its test case, that the call is made for. */
  testRun?: { id: string; testCaseId: string }
}

/** A call of `run`, `stream` or `text` that has ended. Nothing in it is a copy: a recorder must not change it. */
export interface CompletionRecord {
  /** A UUID; the completion has it too. */
  id: string
  prompt: Prompt
  /** The candidate that answered; without a `completion`, the one that was asked last. */
  candidate: Candidate
  /** The body of its request. */
  request: object
  /** What the prompt was rendered with. */
  variables: unknown
  /** The options of the call, with the history as the caller gave it. */
  options: { history?: unknown; media?: unknown; record?: RecordOptions }
  /** The whole answer, where there is one. */
  completion: Completion | undefined
  /** Why there is none. Absent too where the caller has ended the call. */
  error: CompletionError | undefined
  /** Every attempt in order. */
  attempts: readonly Attempt[]
  /** When `run`, `stream` or `text` was called, in milliseconds since 1970. */
  startedAt: number
  /** Milliseconds since 1970. */
  endedAt: number
}

/** Is told of every call that has ended. */
export interface Recorder {
  /**
   * Called once a call, before its result is handed over: it must be quick. What it throws is ignored.
   *
   * A call that does not fit its prompt, or whose signal had aborted before it began, is not recorded.
   */
  record(completion: CompletionRecord): void
}
