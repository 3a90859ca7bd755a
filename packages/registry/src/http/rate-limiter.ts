/** How many requests a key may send. */
export interface RateLimit {
  /** Requests a second, in the long run. @default 5000 */
  perSecond?: number
  /** Requests at once. @default 10000 */
  burst?: number
}

/** Counts requests in token buckets, one a key. */
export interface RateLimiter {
  /** @returns 0, or the seconds after which to ask again. */
  take(key: string): number
}

const MOST_BUCKETS = 10_000

/** @param now Milliseconds of a clock that never goes back. */
export function rateLimiter(
  { perSecond = 5_000, burst = 10_000 }: RateLimit,
  now: () => number = performance.now.bind(performance),
): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = ({ tokens, at }: { tokens: number; at: number }): number =>
    Math.min(burst, tokens + ((now() - at) / 1000) * perSecond)

  return {
    take(key) {
      const bucket = buckets.get(key) ?? { tokens: burst, at: now() }
      const tokens = filled(bucket)
      if (tokens < 1) return Math.ceil((1 - tokens) / perSecond)
      if (buckets.size >= MOST_BUCKETS) {
        // A full bucket tells no more than none.
        for (const [other, state] of buckets) if (filled(state) >= burst) buckets.delete(other)
      }
      buckets.set(key, { tokens: tokens - 1, at: now() })
      return 0
    },
  }
}
