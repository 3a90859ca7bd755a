import { expect, test } from 'vitest'
import { createKey } from './keys/create-key.ts'
import { serve } from './serve.ts'
import { openSqlite } from './storage/sqlite/open-sqlite.ts'
import { newRecording } from './testing/new-recording.ts'
import { systemActor, testRegistry } from './testing/test-registry.ts'

test('it listens for others only when there is a key', async () => {
  const storage = await openSqlite(':memory:')
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.com', '']) {
    await expect(serve({ storage, host, port: 0 })).rejects.toThrow('understudy keys create')
  }
  const { id } = await createKey(storage, { projectId: undefined, role: 'admin' })
  const running = await serve({ storage, host: '0.0.0.0', port: 0 })
  expect(running.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
  await running.close()
  await storage.keys.revoke(id)
  await expect(serve({ storage, host: '0.0.0.0', port: 0 })).rejects.toThrow('while there is no key')
  await storage.close()
})

test('it deletes what is too old when it starts', async () => {
  const storage = await openSqlite(':memory:')
  await storage.projects.create({ id: 'p', name: 'p' }, systemActor)
  const { recordings, retention } = storage
  await recordings.add([newRecording('old'), newRecording('new', { startedAt: Date.now() })])
  await retention.set('p', 1, systemActor)
  const running = await serve({ storage, port: 0 })
  await running.close()
  expect((await recordings.list('p', {}, { size: 9 })).items).toMatchObject([{ id: 'new' }])
  const told: unknown[] = []
  const broken = {
    ...storage,
    retention: { ...retention, expire: () => Promise.reject(new Error('no disk')) },
  }
  const other = await serve({ storage: broken, port: 0, onError: (...all) => void told.push(all) })
  await other.close()
  expect(told).toEqual([[new Error('no disk'), { method: 'SWEEP', path: 'retention' }]])
  await storage.close()
})

test('it keeps a connection longer than proxies do', async () => {
  await using registry = await testRegistry()
  const { headers } = await fetch(registry.url)
  expect(headers.get('keep-alive')).toBe('timeout=75')
})

test('a port that is taken is an error', async () => {
  await using registry = await testRegistry()
  const port = Number(new URL(registry.url).port)
  await expect(serve({ storage: registry.storage, port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('what is under way when it closes is answered and kept', async () => {
  const storage = await openSqlite(':memory:')
  await storage.projects.create({ id: 'p', name: 'p' }, systemActor)
  const { token } = await createKey(storage, { projectId: 'p', role: 'record' })
  const arrived = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const slow = {
    ...storage,
    recordings: {
      ...storage.recordings,
      async add(...recordings: Parameters<typeof storage.recordings.add>) {
        arrived.resolve()
        await commit.promise
        await storage.recordings.add(...recordings)
      },
    },
  }
  const running = await serve({ storage: slow, port: 0 })
  const answer = fetch(`${running.url}/api/v2/projects/p/sessions/s/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ messages: ['x'], completion_id: 'c' }),
  })
  await arrived.promise
  const closed = running.close()
  commit.resolve()
  expect((await answer).status).toBe(201)
  await closed
  expect(await storage.recordings.find('p', 'c')).toBeDefined()
  await expect(fetch(running.url)).rejects.toThrow()
  await storage.close()
})
