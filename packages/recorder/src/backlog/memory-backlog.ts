import type { Backlog, Segment } from './backlog.ts'

/** Keeps entries in memory, as many as fit. */
export class MemoryBacklog implements Backlog {
  readonly #limit: number
  #entries: string[] = []
  #total = 0
  open = 0

  /** @param limit In characters. */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(entry: string): boolean {
    if (this.#total + entry.length > this.#limit) return false
    this.#entries.push(entry)
    this.#total += entry.length
    this.open += entry.length
    return true
  }

  async cut(): Promise<Segment | undefined> {
    if (this.#entries.length === 0) return undefined
    const entries = this.#entries
    const size = this.open
    this.#entries = []
    this.open = 0
    return {
      read: async () => entries,
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
