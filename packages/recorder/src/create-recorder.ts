import type { CompletionRecord, Recorder } from '@understudy/runtime'
import type { Backlog, Segment } from './backlog/backlog.ts'
import { MemoryBacklog } from './backlog/memory-backlog.ts'
import { hold, pause, unref } from './pause.ts'
import type { FeedbackEvent, RecorderEvent, SessionEvent, TraceEvent } from './recording.ts'
import { SharedSegment } from './shared-segment.ts'
import type { Sink, Tap } from './sink.ts'
import { SinkQueue } from './sink-queue.ts'
import { snapshot } from './snapshot.ts'
import { toCompletionEvent } from './to-completion-event.ts'

/** Something that a recorder could not do. Calls go on. */
export interface RecorderProblem {
  /** What it is about: a sink's name, `redact`, `spool` or `record`. */
  at: string
  /** How many events are lost by it; 0 when it will be tried again. */
  dropped: number
  error: Error
}

/** How many events a recorder has seen. */
export interface RecorderCounts {
  /** Taken, and to be delivered. */
  recorded: number
  /** Delivered, each counted once a sink. */
  delivered: number
  /** Lost: there was no room, a sink refused them, or they could not be written as JSON. Each counted once a sink. */
  dropped: number
  /** Kept back by `redact`. */
  withheld: number
}

export interface RecorderOptions {
  /** Where recordings go. Each has its own pace: one that is down holds up no other. */
  sinks: readonly (Sink | Tap)[]
  /**
   * Takes out of an event what must not leave, or holds it back by returning undefined. An event for which it throws is
   * held back too. A {@link Tap} is told before.
   *
   * @default nothing is taken out
   */
  redact?: (event: RecorderEvent) => RecorderEvent | undefined | Promise<RecorderEvent | undefined>
  /** Where recordings wait for their sinks, for instance `spool('…')` on disk. @default memory, up to `maxPending` */
  spool?: Backlog
  /** How many characters of recordings may wait in memory; what comes on top is dropped. @default 16_777_216 */
  maxPending?: number
  /** How long recordings are gathered before they are sent together, in milliseconds. @default 1000 */
  interval?: number
  /** How long one write may take, in milliseconds. @default 30_000 */
  writeTimeout?: number
  /** Gets the work that is under way, where a platform ends what it does not know of: `ctx.waitUntil` on edge workers. */
  waitUntil?: (work: Promise<unknown>) => void
  /** @default ignored */
  onProblem?: (problem: RecorderProblem) => void
}

/** Records calls and what is said of them, off the critical path: no method throws, and none waits but for its purpose. */
export interface BatchRecorder extends Recorder, AsyncDisposable {
  /** Adds feedback, a trace, or metadata of a session. */
  add(event: FeedbackEvent | TraceEvent | SessionEvent): void
  readonly counts: Readonly<RecorderCounts>
  /**
   * Resolves when all that was recorded so far is in the spool: true when it survives the process from then on, false
   * where there is no spool or its disk refuses.
   */
  saved(): Promise<boolean>
  /**
   * Sends all that was recorded at once, and resolves when every sink has it, or the time is up.
   *
   * @param timeout In milliseconds. @default 10_000
   */
  flush(timeout?: number): Promise<Readonly<RecorderCounts>>
  /**
   * Flushes, and takes nothing more. What is not delivered by then is left in the spool, or lost. `await using` does it.
   *
   * @param timeout In milliseconds. @default 10_000
   */
  close(timeout?: number): Promise<Readonly<RecorderCounts>>
}

/** From how many characters on a segment is cut off before the interval has passed. */
const SEGMENT = 1_048_576

/**
 * Makes a recorder for `createClient({ recorder })`.
 *
 * @example
 * await using recorder = createRecorder({ sinks: [registry({ url, project, apiKey })] })
 */
export function createRecorder(options: RecorderOptions): BatchRecorder {
  return new Pipeline(options)
}

class Pipeline implements BatchRecorder {
  readonly counts: RecorderCounts = { recorded: 0, delivered: 0, dropped: 0, withheld: 0 }
  readonly #options: RecorderOptions
  readonly #backlog: Backlog
  readonly #taps: Tap[] = []
  readonly #queues: SinkQueue[] = []
  readonly #closed = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Cuts follow each other. */
  #cutting: Promise<void>
  /** Whether the platform waits for what is under way. */
  #isAwaited = false

  constructor(options: RecorderOptions) {
    this.#options = options
    const { sinks, spool, maxPending = 16_777_216, writeTimeout = 30_000 } = options
    this.#backlog = spool ?? new MemoryBacklog(maxPending)
    for (const sink of sinks) {
      if ('observe' in sink) this.#taps.push(sink)
      else {
        const reports = {
          delivered: (count: number) => {
            this.counts.delivered += count
          },
          dropped: (count: number, error: Error) => this.#problem(sink.name, count, error),
          failed: (error: Error) => this.#problem(sink.name, 0, error),
        }
        this.#queues.push(new SinkQueue(sink, { reports, writeTimeout, closed: this.#closed.signal }))
      }
    }
    this.#cutting = this.#recover()
  }

  record(record: CompletionRecord): void {
    for (const tap of this.#taps) {
      try {
        tap.observe(record)
      } catch (error) {
        this.#problem(tap.name, 1, error)
      }
    }
    if (this.#queues.length > 0) this.#add(() => toCompletionEvent(record))
  }

  add(event: FeedbackEvent | TraceEvent | SessionEvent): void {
    this.#add(() => event)
  }

  async saved(): Promise<boolean> {
    return await this.#backlog.saved()
  }

  async flush(timeout = 10_000): Promise<Readonly<RecorderCounts>> {
    const done = new AbortController()
    const drained = this.#drain().finally(() => done.abort())
    for (const queue of this.#queues) queue.nudge()
    await Promise.race([drained, hold(timeout, done.signal)])
    return this.counts
  }

  async close(timeout?: number): Promise<Readonly<RecorderCounts>> {
    await this.flush(timeout)
    clearTimeout(this.#timer)
    this.#closed.abort(new Error('the recorder is closed'))
    await this.#backlog.close()
    return this.counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #add(event: () => RecorderEvent): void {
    try {
      if (this.#closed.signal.aborted) throw new Error('the recorder is closed')
      // Copied at once: the caller may change what the event is made of.
      const { copy, size } = snapshot(event())
      if (!this.#backlog.add(copy, size)) throw new Error('there is no more room')
    } catch (error) {
      this.#problem('record', 1, error)
      return
    }
    this.counts.recorded++
    if (this.#backlog.open >= SEGMENT) this.#cut()
    else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#cut(), this.#options.interval ?? 1000)
      unref(this.#timer)
    }
    if (!this.#isAwaited) this.#letAwait()
  }

  #letAwait(): void {
    const { waitUntil } = this.#options
    if (!waitUntil) return
    try {
      waitUntil(this.#settled())
    } catch (error) {
      this.#problem('waitUntil', 0, error)
    }
  }

  /** When what has been recorded is delivered, once the time to gather it is over. */
  async #settled(): Promise<void> {
    this.#isAwaited = true
    while (this.#timer !== undefined) await pause(this.#options.interval ?? 1000)
    this.#isAwaited = false
    await this.#drain()
  }

  #cut(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#cutting = this.#cutting.then(async () => {
      try {
        this.#push(await this.#backlog.cut())
      } catch (error) {
        this.#problem('spool', 0, error)
      }
      await this.#recover()
    })
  }

  async #recover(): Promise<void> {
    try {
      for (const segment of await this.#backlog.recover()) this.#push(segment)
    } catch (error) {
      this.#problem('spool', 0, error)
    }
  }

  #push(segment: Segment | undefined): void {
    if (!segment) return
    const shared = new SharedSegment(segment, this.#queues.length, (...read) => this.#prepare(...read))
    for (const queue of this.#queues) queue.push(shared)
  }

  async #drain(): Promise<void> {
    this.#cut()
    await this.#cutting
    await Promise.all(this.#queues.map((queue) => queue.idle()))
  }

  async #prepare(events: readonly RecorderEvent[], again: boolean): Promise<readonly RecorderEvent[]> {
    const { redact } = this.#options
    if (!redact) return events
    const redactedEvents: RecorderEvent[] = []
    for (const event of events) {
      try {
        // A copy: it may change what it is given, and may be asked again.
        const redacted = await redact(snapshot(event).copy)
        if (redacted) redactedEvents.push(redacted)
        else if (!again) this.counts.withheld++
      } catch (error) {
        if (again) continue
        this.counts.withheld++
        this.#problem('redact', 0, error)
      }
    }
    return redactedEvents
  }

  #problem(at: string, dropped: number, error: unknown): void {
    this.counts.dropped += dropped
    try {
      this.#options.onProblem?.({
        at,
        dropped,
        error: error instanceof Error ? error : new Error(String(error)),
      })
    } catch {
      // Who listens to problems must not make more of them.
    }
  }
}
