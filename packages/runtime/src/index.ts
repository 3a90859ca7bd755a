export type { Adapter, Part, SendOptions } from './adapter.ts'
export type { Clock } from './clock.ts'
export type {
  Attempt,
  CandidateId,
  Completion,
  ContentEvent,
  FinishReason,
  StreamEvent,
  ToolCall,
  Usage,
} from './completion.ts'
export { type ContinuingOptions, continuing } from './continuing.ts'
export {
  type Client,
  type ClientInternals,
  type ClientOptions,
  createClient,
  type Limits,
  type OptionsArgument,
  type RunOptions,
  type StreamOptions,
} from './create-client.ts'
export { CompletionError } from './errors/completion-error.ts'
export { isUnderstudyError, UnderstudyError } from './errors/understudy-error.ts'
export { UsageError } from './errors/usage-error.ts'
export type { FailureKind } from './failure-kind.ts'
export { hasValidToolCalls } from './has-valid-tool-calls.ts'
export { type HedgingOptions, hedging } from './hedging.ts'
export { limitConcurrency } from './limit-concurrency.ts'
export type { Hedge } from './policy/ask.ts'
export type { BreakerOptions, CircuitSharing, CircuitState } from './policy/breaker.ts'
export type { Accept, Continue, Decide, Proposal, RetryOptions } from './policy/call.ts'
export type { Failure } from './policy/classify.ts'
export type { Action } from './policy/rule-of.ts'
export type {
  Api,
  Candidate,
  HistoryMessage,
  Interpolated,
  Media,
  MediaData,
  MediaUrl,
  ParsedOutput,
  Prompt,
} from './prompt.ts'
export type { DataOf, EnvironmentOf, HistoryOf, MediaOf, VariablesOf } from './prompt-types.ts'
export type { CompletionRecord, MetadataValue, Recorder, RecordOptions } from './recording.ts'
export { type CircuitStore, shareCircuits } from './share-circuits.ts'
export { MissingVariableError } from './template/missing-variable-error.ts'
