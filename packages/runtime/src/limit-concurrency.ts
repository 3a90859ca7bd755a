/** Counts the requests under way at each provider, and keeps them below its limit. */
export interface Slots {
  /** Takes a slot. Returns what gives it back, or `undefined` when all are taken. */
  take(provider: string): (() => void) | undefined
  /** Waits for a slot, first come, first served. Resolves with `undefined` when the signal aborts. */
  wait(provider: string, signal: AbortSignal): Promise<(() => void) | undefined>
}

/**
 * Limits how many requests may be under way at a provider. Those beyond go to the next candidate at once
 * (`overload_shed` in the trace); where there is none they wait, first come, first served, within the deadline.
 * A provider without a number has no limit. Clients that are given the same limiter share it.
 *
 * @example
 * ```ts
 * createClient({ providers, concurrency: limitConcurrency({ openai: 50 }) })
 * ```
 */
export function limitConcurrency(limits: Readonly<Record<string, number>>): Slots {
  const taken = new Map<string, number>()
  const queues = new Map<string, Set<() => void>>()

  const take = (provider: string) => {
    const count = taken.get(provider) ?? 0
    const limit = Object.hasOwn(limits, provider) ? limits[provider] : undefined
    if (count >= (limit ?? Number.POSITIVE_INFINITY)) return undefined
    taken.set(provider, count + 1)
    return () => {
      taken.set(provider, (taken.get(provider) ?? 0) - 1)
      const [first] = queues.get(provider) ?? []
      first?.()
    }
  }

  return {
    take,
    wait(provider, signal) {
      const queue = queues.get(provider) ?? new Set()
      queues.set(provider, queue)
      return new Promise((resolve) => {
        const attempt = () => {
          const release = signal.aborted ? undefined : take(provider)
          if (!release && !signal.aborted) return
          queue.delete(attempt)
          signal.removeEventListener('abort', attempt)
          resolve(release)
        }
        queue.add(attempt)
        signal.addEventListener('abort', attempt)
        attempt()
      })
    },
  }
}
