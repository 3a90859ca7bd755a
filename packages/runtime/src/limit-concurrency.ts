import type { Adapter } from './adapter.ts'
import { failureError } from './policy/failure-error.ts'

/**
 * Limits how many requests may be under way at once. Those beyond go to the next candidate
 * (`overload_shed` in the trace); where there is none they wait, first come, first served, within the deadline.
 *
 * @returns what puts an adapter under the limit. Adapters that it is used on share it.
 * @example
 * ```ts
 * createClient({ providers: { openai: limitConcurrency(50)(openai(new OpenAI())) } })
 * ```
 */
export function limitConcurrency(limit: number): (adapter: Adapter) => Adapter {
  const queue = new Set<() => void>()
  let taken = 0

  /** Waits for a place that another request leaves. Rejects when the signal aborts. */
  const turn = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const end = () => {
        queue.delete(end)
        signal.removeEventListener('abort', end)
        if (signal.aborted) reject(signal.reason)
        else resolve()
      }
      queue.add(end)
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
    })

  return ({ api, send }) => ({
    api,
    async *send(request, options) {
      const mustWait = taken >= limit
      if (mustWait) {
        // As long as nothing is sent, nothing is used.
        yield [{ type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } }]
        if (!options.isLast) throw failureError('overload_shed')
        await turn(options.signal)
      } else taken += 1
      try {
        if (mustWait) yield [{ type: 'usage', usage: 'unknown' }]
        yield* send(request, options)
      } finally {
        // The place is handed on, so that nobody can take it in between.
        const [next] = queue
        if (next) next()
        else taken -= 1
      }
    },
  })
}
