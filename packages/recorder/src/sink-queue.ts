import { backoff } from './backoff.ts'
import { pause, unref } from './pause.ts'
import type { RecorderEvent } from './recording.ts'
import type { SharedSegment } from './shared-segment.ts'
import { type Sink, SinkError } from './sink.ts'

/** What a queue tells while it works. */
export interface QueueReports {
  /** The sink has so many events more. */
  delivered(count: number): void
  /** So many events will never be at the sink. */
  dropped(count: number, error: Error): void
  /** A write failed, and will be tried again. */
  failed(error: Error): void
}

/** Hands segments to one sink, one after another; a sink that is down holds up nobody else. */
export class SinkQueue {
  readonly #sink: Sink
  readonly #reports: QueueReports
  readonly #writeTimeout: number
  readonly #closed: AbortSignal
  readonly #segments: SharedSegment[] = []
  #running: Promise<void> | undefined
  #nudge = new AbortController()

  constructor(sink: Sink, options: { reports: QueueReports; writeTimeout: number; closed: AbortSignal }) {
    this.#sink = sink
    this.#reports = options.reports
    this.#writeTimeout = options.writeTimeout
    this.#closed = options.closed
  }

  push(segment: SharedSegment): void {
    this.#segments.push(segment)
    this.#running ??= this.#run()
  }

  /** Resolves when the sink has all that was pushed, or the queue was closed. */
  async idle(): Promise<void> {
    await this.#running
  }

  /** Ends a pause between two attempts; those that follow begin with short ones again. */
  nudge(): void {
    this.#nudge.abort()
    this.#nudge = new AbortController()
  }

  async #run(): Promise<void> {
    for (let segment = this.#segments.shift(); segment; segment = this.#segments.shift()) {
      try {
        await this.#deliver(segment)
        if (this.#closed.aborted) break
        await segment.done()
      } catch (error) {
        // What cannot be read now stays where it is, for another process to try.
        this.#reports.failed(asError(error))
      }
    }
    this.#running = undefined
  }

  async #deliver(segment: SharedSegment): Promise<void> {
    const { batchSize = 1, concurrency = 1 } = this.#sink
    const events = await segment.events()
    if (concurrency === 1) return await this.#writeAll(events, batchSize, 1)
    // What is said of completions must not overtake them, nor each other.
    const [completions, others] = [true, false].map((wanted) =>
      events.filter(({ type }) => (type === 'completion') === wanted),
    )
    await this.#writeAll(completions ?? [], batchSize, concurrency)
    await this.#writeAll(others ?? [], batchSize, 1)
  }

  async #writeAll(events: readonly RecorderEvent[], batchSize: number, concurrency: number): Promise<void> {
    let next = 0
    const work = async (): Promise<void> => {
      while (next < events.length && !this.#closed.aborted) {
        const from = next
        next += batchSize
        await this.#write(events.slice(from, next))
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
  }

  async #write(batch: readonly RecorderEvent[]): Promise<void> {
    let nudge = this.#nudge
    for (let attempt = 0; !this.#closed.aborted; attempt++) {
      const failure = await this.#attempt(batch)
      if (this.#closed.aborted) return
      if (!failure) return this.#reports.delivered(batch.length)
      const { retry, after } = failure instanceof SinkError ? failure : { retry: true, after: 0 }
      if (!retry) {
        if (batch.length === 1) return this.#reports.dropped(1, failure)
        // One event that is refused must not take the others with it.
        for (const event of batch) await this.#write([event])
        return
      }
      this.#reports.failed(failure)
      if (nudge !== this.#nudge) {
        nudge = this.#nudge
        attempt = 0
      }
      await pause(Math.max(after, backoff(attempt)), this.#closed, nudge.signal)
    }
  }

  async #attempt(batch: readonly RecorderEvent[]): Promise<Error | undefined> {
    const controller = new AbortController()
    const { signal } = controller
    const timer = setTimeout(
      () =>
        controller.abort(new SinkError(`did not answer within ${this.#writeTimeout} ms`, { retry: true })),
      this.#writeTimeout,
    )
    unref(timer)
    // Not by AbortSignal.any: the recorder's signal lives as long as the process.
    const close = (): void => controller.abort(this.#closed.reason)
    this.#closed.addEventListener('abort', close)
    try {
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(asError(signal.reason)))
      })
      await Promise.race([this.#sink.write(batch, signal), aborted])
      return undefined
    } catch (error) {
      return asError(error)
    } finally {
      clearTimeout(timer)
      this.#closed.removeEventListener('abort', close)
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
