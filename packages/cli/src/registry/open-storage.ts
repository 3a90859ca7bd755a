import { resolve } from 'node:path'
import type { Storage } from '@understudy/registry'
import { Option } from 'commander'
import type { Io } from '../io.ts'
import { UserError } from '../user-error.ts'
import { whyNotOpened } from './why-not-opened.ts'

const FILE = 'understudy.db'

/** `--database`, as all commands of the registry have it. */
export function databaseOption(): Option {
  return new Option(
    '--database <file or url>',
    `a file for SQLite, or a postgres:// address (default: $DATABASE_URL, else ${FILE})`,
  )
}

/**
 * Which database a command means.
 *
 * @throws {UserError} for an address of another kind.
 */
export function placeOf(io: Io, database: string | undefined): { place: string; isPostgres: boolean } {
  const place = database ?? io.env.DATABASE_URL ?? FILE
  const [, scheme] = /^([a-z][\w+.-]*):\/\//i.exec(place) ?? []
  if (scheme === undefined) return { place, isPostgres: false }
  if (/^postgres(ql)?$/.test(scheme)) return { place, isPostgres: true }
  throw new UserError(
    `A database is a file of SQLite or a postgres:// address; this address begins with ${scheme}://.`,
  )
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
    const why = isPostgres ? whyNotOpened(error) : whyNotOpened(error, resolve(io.cwd, place))
    throw new UserError(`${what} cannot be opened: ${why}`, { cause: error })
  }
}
