import type { CircuitSharing } from './policy/breaker.ts'

/** A store that several processes use, for instance Redis. */
export interface CircuitStore {
  /** When the circuit closes again, in milliseconds since 1970: 0 when it is closed. `undefined` when unknown. */
  get(id: string): PromiseLike<number | undefined> | number | undefined
  /** Told when a circuit opens, and with 0 when it closes. */
  set(id: string, openUntil: number): unknown
}

/** How often a circuit is read, in milliseconds. */
const freshness = 1_000

/**
 * Shares circuits of providers and models between processes; those of keys stay, since other processes may have other
 * keys. The store is read and written in the background: no call waits for it, and one that fails is as if it were not
 * there. So a process hears of an outage with its second call, not the first. Each process sends its own probe.
 *
 * @example
 * ```ts
 * const share = shareCircuits({
 *   get: async (id) => Number((await redis.get(id)) ?? 0),
 *   set: (id, openUntil) => redis.set(id, openUntil, { PX: 60_000 }),
 * })
 * createClient({ providers, breaker: { share } })
 * ```
 */
export function shareCircuits(store: CircuitStore): CircuitSharing {
  const asked = new Map<string, number>()
  const isShared = (id: string) => !id.endsWith('#key')
  const quietly = (action: () => Promise<void>) => void action().catch(() => {})

  return {
    read(circuit, clock) {
      const { id, until } = circuit
      const now = clock.now()
      if (!isShared(id) || now - (asked.get(id) ?? Number.NEGATIVE_INFINITY) < freshness) return
      asked.set(id, now)
      quietly(async () => {
        const openUntil = await store.get(id)
        // What happened here in the meantime is newer.
        if (typeof openUntil !== 'number' || circuit.until !== until || circuit.probe) return
        const left = openUntil - Date.now()
        circuit.isBroken = left > 0 || (circuit.isBroken && openUntil > 0)
        if (left > 0) circuit.until = clock.now() + left
      })
    },
    write({ id, isBroken, until }, clock) {
      if (!isShared(id)) return
      quietly(async () => {
        await store.set(id, isBroken ? Math.round(Date.now() + until - clock.now()) : 0)
      })
    },
  }
}
