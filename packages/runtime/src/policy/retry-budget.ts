import type { RetryOptions } from './call.ts'

/** Retries that a client may make. */
export interface RetryBudget {
  /** Earns a share of a retry. */
  earn(): void
  /**
   * Takes one retry. Returns whether there was one.
   *
   * @param wait Milliseconds that the provider asks to wait for.
   * @param reserve How many to leave for others.
   */
  take(wait: number, reserve: number): boolean
}

/** How many retries can be saved up. */
const most = 10

/** A budget that is earned with calls, so that retries never multiply the load on a provider that is in trouble. */
export function createRetryBudget(options: RetryOptions | false): RetryBudget {
  const { budget = 0.1, maxRetryAfter = 3_000 } = options || { budget: 0 }
  let saved = 0
  return {
    earn() {
      saved = Math.min(saved + budget, most)
    },
    take(wait, reserve) {
      // Ten tenths are a little less than one.
      const can = wait <= maxRetryAfter && saved > reserve + 0.99
      if (can) saved -= 1
      return can
    },
  }
}
