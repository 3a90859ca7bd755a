import type { RecorderEvent } from '../recording.ts'
import type { Backlog, Segment } from './backlog.ts'

/** Keeps events in memory, as many as fit. */
export class MemoryBacklog implements Backlog {
  readonly #limit: number
  #events: RecorderEvent[] = []
  #total = 0
  open = 0

  /** @param limit In characters. */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(event: RecorderEvent, size: number): boolean {
    if (this.#total + size > this.#limit) return false
    this.#events.push(event)
    this.#total += size
    this.open += size
    return true
  }

  async cut(): Promise<Segment | undefined> {
    if (this.#events.length === 0) return undefined
    const events = this.#events
    const size = this.open
    this.#events = []
    this.open = 0
    return {
      read: async () => events,
      remove: async () => {
        this.#total -= size
      },
    }
  }

  async recover(): Promise<readonly Segment[]> {
    return []
  }

  async saved(): Promise<boolean> {
    return false
  }

  async close(): Promise<void> {}
}
