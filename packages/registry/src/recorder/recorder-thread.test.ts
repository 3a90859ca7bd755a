import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../storage/sqlite/open-sqlite.ts'
import type { Storage } from '../storage/storage.ts'
import { systemActor } from '../testing/test-registry.ts'
import type { RecordRequest } from './recorder.ts'
import { recorderThread } from './recorder-thread.ts'

const messages = [{ role: 'user', content: 'A café' }]
let folder: string
let storage: Storage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-recorder-'))
  storage = await openSqlite(join(folder, 'registry.db'))
  await storage.projects.create({ id: 'p', name: 'Project' }, systemActor)
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

function request(body: unknown, sessionId: string | undefined = 's'): RecordRequest {
  return { projectId: 'p', sessionId, body: new TextEncoder().encode(JSON.stringify(body)), keyId: 'k' }
}

function start(): ReturnType<typeof recorderThread> {
  const { address } = storage
  if (!address) throw new Error('A file has an address')
  return recorderThread(address)
}

test('what is recorded in the thread is there, with its session and its words', async () => {
  const recorder = start()
  expect(await recorder.record(request({ completion_id: 'one', messages }))).toEqual(['one'])
  const recordings = ['two', 'three'].map((id) => ({ completion_id: id, session_id: 'm', messages }))
  expect(await recorder.record({ ...request({ recordings }), sessionId: undefined })).toEqual([
    'two',
    'three',
  ])
  expect(await storage.recordings.find('p', 'one')).toMatchObject({ sessionId: 's', recordedBy: 'k' })
  const { items } = await storage.recordings.list('p', { text: 'cafe' }, { size: 10 })
  expect(items.map(({ id }) => id)).toEqual(['three', 'two', 'one'])
  await recorder.close()
})

test('a refusal comes back as one, and a failure as itself', async () => {
  const recorder = start()
  await expect(recorder.record(request({ messages: 1 }))).rejects.toMatchObject({
    name: 'RegistryError',
    status: 422,
    issues: [{ path: 'messages' }],
  })
  await expect(recorder.record({ ...request({}), body: new Uint8Array([123]) })).rejects.toMatchObject({
    code: 'malformed',
  })
  const ofNobody = { ...request({ messages }), projectId: 'none' }
  await expect(recorder.record(ofNobody)).rejects.toThrow('FOREIGN KEY')
  await recorder.close()
})

test('others write in between, and nobody sees half of a transaction', async () => {
  const recorder = start()
  // Now it runs, and does not begin only when the others are done.
  await recorder.record(request({ completion_id: 'first', messages }))
  const ids = Array.from({ length: 300 }, (_, i) => `many-${i}`)
  const recorded = Promise.all(ids.map((id) => recorder.record(request({ completion_id: id, messages }))))
  const others = Array.from({ length: 30 }, (_, i) => storage.projects.create({ name: `p${i}` }, systemActor))
  await Promise.all(others)
  expect(await recorded).toHaveLength(ids.length)
  expect(await storage.recordings.find('p', 'many-299')).toBeDefined()
  await recorder.close()
})

test('closing waits for what is on its way, and what comes then gets a thread of its own', async () => {
  const recorder = start()
  const last = recorder.record(request({ completion_id: 'last', messages }))
  await recorder.close()
  expect(await last).toEqual(['last'])
  expect(await recorder.record(request({ completion_id: 'late', messages }))).toEqual(['late'])
  await recorder.close()
})

test('a part of a larger buffer is left to its owner', async () => {
  const recorder = start()
  const whole = new TextEncoder().encode(` ${JSON.stringify({ completion_id: 'part', messages })}`)
  const body = whole.subarray(1)
  expect(await recorder.record({ ...request({}), body })).toEqual(['part'])
  expect(whole.byteLength).toBeGreaterThan(0)
  await recorder.close()
})
