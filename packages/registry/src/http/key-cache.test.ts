import { expect, test } from 'vitest'
import type { ApiKey } from '../storage/storage.ts'
import { keyCache } from './key-cache.ts'

const key: ApiKey = {
  id: 'k',
  hash: '',
  projectId: undefined,
  role: 'read',
  label: '',
  createdAt: 0,
  revokedAt: undefined,
}

test('a key is looked up once a second, one that is not there each time', async () => {
  let time = 0
  let found: ApiKey | undefined = key
  const asked: string[] = []
  const keys = keyCache(
    {
      async find(id) {
        asked.push(id)
        return id === 'k' ? found : undefined
      },
      onRevoke: () => () => {},
    },
    () => time,
  )
  expect(await keys.find('k')).toEqual(key)
  found = { ...key, revokedAt: 5 }
  time = 999
  expect(await keys.find('k')).toEqual(key)
  time = 1_000
  expect(await keys.find('k')).toEqual(found)
  expect(asked).toEqual(['k', 'k'])
  expect(await keys.find('other')).toBeUndefined()
  expect(await keys.find('other')).toBeUndefined()
  expect(asked).toEqual(['k', 'k', 'other', 'other'])
  time = 2_000
  found = undefined
  expect(await keys.find('k')).toBeUndefined()
})

test('the second begins before the look, so that a slow one makes no revoked key live longer', async () => {
  let time = 0
  let answer = Promise.withResolvers<ApiKey | undefined>()
  const keys = keyCache({ find: () => answer.promise, onRevoke: () => () => {} }, () => time)
  const first = keys.find('k')
  time = 1_500
  answer.resolve(key)
  await first
  answer = Promise.withResolvers()
  answer.resolve(undefined)
  expect(await keys.find('k')).toBeUndefined()
})

test('nothing is remembered when this process revokes a key, not even by a look that has begun before', async () => {
  const listeners = new Set<() => void>()
  let answer = Promise.withResolvers<ApiKey | undefined>()
  const cache = keyCache(
    {
      find: () => answer.promise,
      onRevoke(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    () => 0,
  )
  const revoked = { ...key, revokedAt: 5 }
  const before = cache.find('k')
  for (const tell of listeners) tell()
  answer.resolve(key)
  expect(await before).toEqual(key)
  answer = Promise.withResolvers()
  answer.resolve(revoked)
  expect(await cache.find('k')).toEqual(revoked)
  cache.close()
  expect(listeners.size).toBe(0)
})
