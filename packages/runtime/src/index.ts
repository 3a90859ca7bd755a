export type { Adapter, Part, SendOptions } from './adapter.ts'
export type { Clock } from './clock.ts'
export type {
  Attempt,
  CandidateId,
  Completion,
  FinishReason,
  StreamEvent,
  ToolCall,
  Usage,
} from './completion.ts'
export {
  type Client,
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
export type { DataOf, HistoryOf, MediaOf, VariablesOf } from './prompt-types.ts'
export { MissingVariableError } from './template/missing-variable-error.ts'
