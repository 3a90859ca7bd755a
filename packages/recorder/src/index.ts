/**
 * Records what prompts were answered, off the critical path.
 *
 * @module
 */
export type { Backlog, Segment } from './backlog/backlog.ts'
export {
  type BatchRecorder,
  createRecorder,
  type RecorderCounts,
  type RecorderOptions,
  type RecorderProblem,
} from './create-recorder.ts'
export { type FreeplayOptions, freeplay } from './freeplay/freeplay.ts'
export { type RegistryOptions, registry } from './freeplay/registry.ts'
export type {
  CompletionEvent,
  FeedbackEvent,
  FlatValue,
  RecorderEvent,
  SessionEvent,
  TraceEvent,
} from './recording.ts'
export { maskPersonalData } from './redaction/mask-personal-data.ts'
export { type Sink, SinkError, type Tap } from './sink.ts'
