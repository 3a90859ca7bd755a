import type { Segment } from './backlog/backlog.ts'
import type { RecorderEvent } from './recording.ts'

/** Makes events of entries, without what must not leave; `again` where it has made them before. */
export type Prepare = (entries: readonly string[], again: boolean) => Promise<RecorderEvent[]>

/** A segment that several sinks read, each in its own time. */
export class SharedSegment {
  readonly #segment: Segment
  readonly #prepare: Prepare
  #readers: number
  #wasRead = false
  #events: Promise<RecorderEvent[]> | undefined

  constructor(segment: Segment, readers: number, prepare: Prepare) {
    this.#segment = segment
    this.#readers = readers
    this.#prepare = prepare
  }

  /** What it holds. Sinks that are at it at the same time share it. */
  events(): Promise<RecorderEvent[]> {
    this.#events ??= this.#read()
    return this.#events
  }

  /** Tells that one more sink has it. */
  async done(): Promise<void> {
    // For a sink that is down it waits where it is kept, and not in memory.
    this.#events = undefined
    this.#readers--
    if (this.#readers === 0) await this.#segment.remove()
  }

  async #read(): Promise<RecorderEvent[]> {
    const entries = await this.#segment.read()
    const again = this.#wasRead
    this.#wasRead = true
    return await this.#prepare(entries, again)
  }
}
