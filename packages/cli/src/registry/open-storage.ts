import { resolve } from 'node:path'
import type { Storage } from '@understudy/registry'
import { Option } from 'commander'
import type { Io } from '../io.ts'

const FILE = 'understudy.db'

/** `--database`, as all commands of the registry have it. */
export function databaseOption(): Option {
  return new Option(
    '--database <file or url>',
    `a file for SQLite, or a postgres:// address (default: $DATABASE_URL, else ${FILE})`,
  )
}

/** Opens the database that a command names. Only these commands load the registry at all. */
export async function openStorage(io: Io, database: string | undefined): Promise<Storage> {
  const { openPostgres, openSqlite } = await import('@understudy/registry')
  const place = database ?? io.env.DATABASE_URL ?? FILE
  return /^postgres(ql)?:\/\//.test(place) ? openPostgres(place) : openSqlite(resolve(io.cwd, place))
}
