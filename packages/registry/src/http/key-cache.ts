import type { ApiKey, KeyStore } from '../storage/storage.ts'

/** How long a key is remembered, in milliseconds: no longer than this does one work that has been revoked. */
const REMEMBERED = 1_000
const MOST = 10_000

/**
 * Remembers keys for a moment, so that a busy client's key is not looked up for each of its requests. What is not there
 * is not remembered.
 *
 * @param now Milliseconds of a clock that never goes back.
 */
export function keyCache(
  store: Pick<KeyStore, 'find'>,
  now: () => number = performance.now.bind(performance),
): Pick<KeyStore, 'find'> {
  const remembered = new Map<string, { key: ApiKey; until: number }>()
  return {
    async find(id) {
      const known = remembered.get(id)
      if (known && now() < known.until) return known.key
      const until = now() + REMEMBERED
      const key = await store.find(id)
      if (remembered.size >= MOST) remembered.clear()
      if (key) remembered.set(id, { key, until })
      else remembered.delete(id)
      return key
    },
  }
}
