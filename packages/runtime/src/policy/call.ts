import type { Adapter } from '../adapter.ts'
import type { Clock } from '../clock.ts'
import type { Attempt, CandidateId, ToolCall } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import type { Candidate } from '../prompt.ts'
import type { CompletionRecord, Recorder } from '../recording.ts'
import type { Hedge } from './ask.ts'
import type { Breaker } from './breaker.ts'
import type { Failure } from './classify.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { Action } from './rule-of.ts'

/** One candidate of the chain, ready to be asked. */
export interface Link {
  candidate: Candidate
  /** Names it in traces. */
  label: CandidateId
  adapter: Adapter
  request: object
}

/**
 * Makes a request that asks a candidate to go on after this text, where the answer of another broke off. Returns
 * `undefined` where that cannot be asked for.
 */
export type Continue = (
  link: Pick<Link, 'candidate' | 'request'>,
  text: string,
  answer: { readonly toolCalls: readonly ToolCall[]; readonly refusal: string; readonly reasoned: boolean },
) => object | undefined

/** How often to ask the same candidate again, and when. */
export interface RetryOptions {
  /**
   * Retries that each call earns for all calls of the client together.
   *
   * @default 0.1
   */
  budget?: number
  /**
   * Milliseconds that a provider may ask to wait for (`Retry-After`). When it asks for more, the next candidate is
   * asked, and this one is left alone until then.
   *
   * @default 3000
   */
  maxRetryAfter?: number
}

/** An answer, before it is taken. */
export interface Proposal<Data = unknown> {
  readonly text: string
  /** The model's wording of a refusal, where it has one. */
  readonly refusal: string
  /** As in the completion; `undefined` also when the text is not what the output schema asks for. */
  readonly data: Data | undefined
  readonly toolCalls: readonly ToolCall[]
}

/**
 * Whether an answer is good enough: `false` asks the next candidate. It is asked about each whole answer, and, with
 * the `problem`, about each failure that no other candidate would be asked to repair, for instance `refusal`,
 * `content_filter`, `max_tokens` or `invalid_output`. `true` changes nothing: such a failure is still thrown.
 */
export type Accept<Data = unknown> = (answer: Proposal<Data>, problem: FailureKind | undefined) => boolean

/**
 * What to do about a failure, in place of the default. `undefined` leaves the default. `retry` is granted once a
 * candidate, within the budget, and before its first content; else it means `fall_back`. For what hedging has ended
 * (`outrun`, `unneeded`) it changes nothing; where the call is over it is not asked.
 */
export type Decide = (failure: Failure, attempt: Attempt) => Action | undefined

/** One call of `run`, `stream` or `text`, with the options of the client. What is absent has its default. */
export interface Call {
  /** What it was called with. */
  input: Pick<CompletionRecord, 'id' | 'prompt' | 'variables' | 'options' | 'startedAt'>
  /** In order, primary first. */
  links: readonly [Link, ...Link[]]
  breaker: Breaker
  budget: RetryBudget
  /** Whether only the end counts: then no more than the first content is yielded. */
  isQuiet: boolean | undefined
  /** Whether to ask the providers for streams. */
  stream: boolean
  clock: Clock
  /** From 0 to 1. */
  random(): number
  /** The caller's. */
  signal?: AbortSignal
  /** Milliseconds. */
  firstToken?: number
  /** Milliseconds. */
  idle?: number
  /** Milliseconds. */
  deadline?: number
  midstream?: 'restart' | 'fail' | 'buffer' | Continue
  accept?: Accept<never>
  decide?: Decide
  hedge?: Hedge
  onAttempt?: (attempt: Attempt) => unknown
  recorder?: Recorder
}
