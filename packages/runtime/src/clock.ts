/** Time, as the client sees it. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number
  /** Calls back once after some milliseconds. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void
}

/** The time of the system. A wait of more than 24 days, or `Infinity`, never ends. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    // A timer that is too long would fire at once; time that is up already is not to be warned of.
    const timer = ms >= 2 ** 31 ? undefined : setTimeout(callback, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}
