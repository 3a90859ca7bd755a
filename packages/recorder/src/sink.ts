import type { CompletionRecord } from '@understudy/runtime'
import type { RecorderEvent } from './recording.ts'

/** Where recordings go. */
export interface Sink {
  /** As problems name it. */
  readonly name: string
  /** How many events it takes at once. @default 1 */
  readonly batchSize?: number
  /** How many writes it takes at a time. @default 1 */
  readonly concurrency?: number
  /**
   * Stores events, all or, when it throws, perhaps some: what has been stored may come again and must not be stored twice.
   *
   * @param signal Aborts when the write takes too long.
   * @throws {SinkError} that says whether to try again; every other error is taken for one that may pass.
   */
  write(events: readonly RecorderEvent[], signal: AbortSignal): Promise<void>
}

/** Is told of every call as it ends, in the call's own context. */
export interface Tap {
  /** As problems name it. */
  readonly name: string
  /** Must be quick. */
  observe(record: CompletionRecord): void
}

/** A sink could not store events. */
export class SinkError extends Error {
  override readonly name = 'SinkError'
  /** Whether the same events may be taken later. */
  readonly retry: boolean
  /** How long to wait at least, in milliseconds. */
  readonly after: number

  constructor(message: string, options: { retry: boolean; after?: number; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.retry = options.retry
    this.after = options.after ?? 0
  }
}
