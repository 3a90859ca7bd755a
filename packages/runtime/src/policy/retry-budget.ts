/** Retries that a client may make. */
export interface RetryBudget {
  /** Earns a share of a retry. */
  earn(): void
  /**
   * Takes one retry. Returns whether there was one.
   *
   * @param reserve How many to leave for others.
   */
  take(reserve: number): boolean
}

/** How many retries can be saved up. */
const most = 10

/**
 * A budget that is earned with calls, so that retries never multiply the load on a provider that is in trouble.
 *
 * @param share How many retries one call earns, for instance 0.1.
 */
export function createRetryBudget(share: number): RetryBudget {
  let saved = 0
  return {
    earn() {
      saved = Math.min(saved + share, most)
    },
    take(reserve) {
      // Ten tenths are a little less than one.
      const can = saved > reserve + 1 - 1e-9
      if (can) saved -= 1
      return can
    },
  }
}
