import { resolve } from 'node:path'
import type { Storage } from '@understudy/registry'
import { Option } from 'commander'
import type { Io } from '../io.ts'
import { UserError } from '../user-error.ts'

const FILE = 'understudy.db'

/** `--database`, as all commands of the registry have it. */
export function databaseOption(): Option {
  return new Option(
    '--database <file or url>',
    `a file for SQLite, or a postgres:// address (default: $DATABASE_URL, else ${FILE})`,
  )
}

/** Which database a command means. */
export function placeOf(io: Io, database: string | undefined): { place: string; isPostgres: boolean } {
  const place = database ?? io.env.DATABASE_URL ?? FILE
  return { place, isPostgres: /^postgres(ql)?:\/\//.test(place) }
}

/**
 * Opens the database that a command names. Only these commands load the registry at all.
 *
 * @throws {UserError}
 */
export async function openStorage(io: Io, database: string | undefined): Promise<Storage> {
  const { openPostgres, openSqlite } = await import('@understudy/registry')
  const { place, isPostgres } = placeOf(io, database)
  try {
    return await (isPostgres ? openPostgres(place) : openSqlite(resolve(io.cwd, place)))
  } catch (error) {
    // The address of a PostgreSQL has a password in it.
    const what = isPostgres ? 'PostgreSQL' : place
    const why = error instanceof Error ? error.message || error.name : String(error)
    throw new UserError(`${what} cannot be opened: ${why}`, { cause: error })
  }
}
