import type { Segment } from './backlog/backlog.ts'
import type { RecorderEvent } from './recording.ts'

/** A segment that several sinks read, each in its own time. */
export class SharedSegment {
  readonly #segment: Segment
  readonly #prepare: (entries: readonly string[]) => Promise<RecorderEvent[]>
  #readers: number
  #events: Promise<RecorderEvent[]> | undefined

  /** @param prepare Makes events of entries, without what must not leave. */
  constructor(
    segment: Segment,
    readers: number,
    prepare: (entries: readonly string[]) => Promise<RecorderEvent[]>,
  ) {
    this.#segment = segment
    this.#readers = readers
    this.#prepare = prepare
  }

  /** Read once, however many sinks ask. */
  events(): Promise<RecorderEvent[]> {
    this.#events ??= this.#segment.read().then(this.#prepare)
    return this.#events
  }

  /** Tells that one more sink has it. */
  async done(): Promise<void> {
    this.#readers--
    if (this.#readers === 0) await this.#segment.remove()
  }
}
