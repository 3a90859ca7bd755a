import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

/**
 * Copies a database as it is at one moment, while others go on reading and writing. The copy appears only when it is
 * whole.
 *
 * @param path The file of the database.
 * @param target The file of the copy.
 * @throws when there is no database, or there is a target already.
 */
export async function backupSqlite(path: string, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`${target} is there already.`)
  const unfinished = `${target}.${randomUUID()}.tmp`
  // It may write: what another process left in the log when it was killed has to be recovered.
  const database = openExisting(path)
  try {
    // One statement reads one state; a copy page by page would begin anew whenever somebody writes.
    database.prepare('vacuum into ?').run(unfinished)
    const file = await open(unfinished, 'r+')
    await file.sync()
    await file.close()
    await rename(unfinished, target)
  } finally {
    database.close()
    await rm(unfinished, { force: true })
  }
}

function openExisting(path: string): DatabaseSync {
  if (!existsSync(path)) throw new Error(`There is no database ${path}.`)
  return new DatabaseSync(path, { timeout: 10_000 })
}
