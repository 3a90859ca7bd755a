import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { exported, fillStorage } from '../../testing/fill-storage.ts'
import { newRecording } from '../../testing/new-recording.ts'
import { backupSqlite } from './backup-sqlite.ts'
import { openSqlite } from './open-sqlite.ts'

test('a backup is whole, while others write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-backup-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true }))
  const [path, target] = [join(folder, 'registry.db'), join(folder, 'copy.db')]
  const storage = cleanup.adopt(await openSqlite(path), (one) => one.close())
  await fillStorage(storage)
  const before = (await exported(storage)).length
  let isDone = false
  let written = 0
  const writing = (async () => {
    while (!isDone) await storage.recordings.add([newRecording(`more ${written++}`)])
  })()
  while (written < 20) await new Promise((resolve) => setImmediate(resolve))
  await backupSqlite(path, target)
  isDone = true
  await writing

  const copy = cleanup.adopt(await openSqlite(target), (one) => one.close())
  const rows = (await exported(copy)).length
  expect(rows).toBeGreaterThanOrEqual(before + 19)
  expect((await copy.recordings.list('p', { text: 'cafe' }, { size: 9 })).items).toHaveLength(1)
  const database = new DatabaseSync(target)
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.exec("insert into recordings_search (recordings_search, rank) values ('integrity-check', 1)")
  database.close()

  await expect(backupSqlite(path, target)).rejects.toThrow('is there already')
  await expect(backupSqlite(join(folder, 'none.db'), join(folder, 'b.db'))).rejects.toThrow(
    'There is no database',
  )
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name === 'b.db')).toEqual([])
})
