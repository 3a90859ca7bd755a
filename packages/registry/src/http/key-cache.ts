import type { ApiKey, KeyStore } from '../storage/storage.ts'

/** How long a key is remembered, in milliseconds: no longer does one work that another process has revoked. */
const REMEMBERED = 1_000
const MOST = 10_000

/** Keys as they are looked up for requests. */
export interface KeyCache extends Pick<KeyStore, 'find'> {
  close(): void
}

/**
 * Remembers keys for a moment, so that a busy client's key is not looked up for each of its requests. What is not there
 * is not remembered, and nothing is once this process revokes a key.
 *
 * @param now Milliseconds of a clock that never goes back.
 */
export function keyCache(
  store: Pick<KeyStore, 'find' | 'onRevoke'>,
  now: () => number = performance.now.bind(performance),
): KeyCache {
  let remembered = new Map<string, { key: ApiKey; until: number }>()
  const close = store.onRevoke(() => {
    // Another map: a look that is under way still has the old one, and may bring the key as it was before.
    remembered = new Map()
  })
  return {
    async find(id) {
      const known = remembered.get(id)
      if (known && now() < known.until) return known.key
      const until = now() + REMEMBERED
      const into = remembered
      const key = await store.find(id)
      if (into.size >= MOST) into.clear()
      if (key) into.set(id, { key, until })
      else into.delete(id)
      return key
    },
    close,
  }
}
