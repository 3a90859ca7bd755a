import type { Segment } from './backlog/backlog.ts'
import type { RecorderEvent } from './recording.ts'

/** Takes out of events what must not leave; `again` where it has been asked before. */
export type Prepare = (events: readonly RecorderEvent[], again: boolean) => Promise<readonly RecorderEvent[]>

/** A segment that several sinks read, each in its own time. */
export class SharedSegment {
  readonly #segment: Segment
  readonly #prepare: Prepare
  #readers: number
  #wasRead = false
  #events: Promise<readonly RecorderEvent[]> | undefined

  constructor(segment: Segment, readers: number, prepare: Prepare) {
    this.#segment = segment
    this.#readers = readers
    this.#prepare = prepare
  }

  /** What it holds. Sinks that are at it at the same time share it. */
  events(): Promise<readonly RecorderEvent[]> {
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

  async #read(): Promise<readonly RecorderEvent[]> {
    const events = await this.#segment.read()
    const again = this.#wasRead
    this.#wasRead = true
    return await this.#prepare(events, again)
  }
}
