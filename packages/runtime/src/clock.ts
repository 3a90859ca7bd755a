/** Time, as the client sees it. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number
  /** Calls back once after some milliseconds. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void
}

/** What one timer can hold; a longer one would fire at once. */
const longest = 2 ** 31 - 1

/** The time of the system. A wait of more than 24 days, or `Infinity`, never ends. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    // Time that is up already is not to be warned of.
    const timer = ms > longest ? undefined : setTimeout(callback, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}
