import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { newRecording } from '../../testing/new-recording.ts'
import { storageContract } from '../../testing/storage-contract.ts'
import { openSqlite } from './open-sqlite.ts'

async function temporaryFile(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-registry-'))
  return {
    path: join(folder, 'registry.db'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

// A database in memory is what the tests over HTTP run on.
storageContract(async () => {
  const file = await temporaryFile()
  const storage = await openSqlite(file.path)
  return {
    storage,
    async [Symbol.asyncDispose]() {
      await storage.close()
      await file[Symbol.asyncDispose]()
    },
  }
})

test('two that have the same file open see what the other writes', async () => {
  await using file = await temporaryFile()
  const [a, b] = await Promise.all([openSqlite(file.path), openSqlite(file.path)])
  await a.projects.create({ id: 'p', name: 'p' }, { keyId: 'k', mayDeploy: false })
  expect(await b.projects.find('p')).toEqual({ id: 'p', name: 'p' })
  await Promise.all([a.close(), b.close()])
})

test('a database of the first version is brought up to date, and keeps what it has', async () => {
  await using file = await temporaryFile()
  const before = await openSqlite(file.path)
  await before.projects.create({ id: 'p', name: 'p' }, { keyId: 'k', mayDeploy: false })
  await before.recordings.add([newRecording('r', { sessionMetadata: { a: 1 } })])
  await before.close()
  const database = new DatabaseSync(file.path)
  database.exec(`alter table sessions drop column recorded_by; alter table traces drop column recorded_by;
    delete from migrations where version > 1`)
  database.close()
  const after = await openSqlite(file.path)
  expect((await after.sessions.list('p', { page: 1, pageSize: 9 })).items).toMatchObject([
    { id: 's', metadata: { a: 1 }, recordedBy: undefined },
  ])
  await after.recordings.add([newRecording('r2', { sessionId: 's2' })])
  expect((await after.sessions.list('p', { page: 1, pageSize: 1 })).items).toMatchObject([
    { recordedBy: 'k1' },
  ])
  await after.close()
})

test('a database of a newer version is not touched', async () => {
  await using file = await temporaryFile()
  await (await openSqlite(file.path)).close()
  const database = new DatabaseSync(file.path)
  database.exec('insert into migrations (version, applied_at) values (99, 0)')
  database.close()
  await expect(openSqlite(file.path)).rejects.toThrow(
    'The database has version 99, this registry knows 2. Update @understudy/registry.',
  )
})
