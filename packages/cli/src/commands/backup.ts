import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, placeOf } from '../registry/open-storage.ts'
import { UserError } from '../user-error.ts'

interface Options {
  database?: string
}

const EXAMPLES = `
Examples:
  $ understudy backup copy.db                             of understudy.db
  $ understudy backup copy.db --database /data/prompts.db

The copy is as the database was at one moment. \`understudy serve --database copy.db\` serves it.
`

/** `understudy backup`: copies a SQLite database while a registry serves it. */
export function backupCommand(io: Io): Command {
  return new Command('backup')
    .description('copy a SQLite database while a registry serves it')
    .argument('<file>', 'a file that is not there yet')
    .addOption(databaseOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { database }: Options) => {
      const { place, isPostgres } = placeOf(io, database)
      if (isPostgres) throw new UserError('This copies SQLite databases. For PostgreSQL there is pg_dump.')
      const { backupSqlite } = await import('@understudy/registry')
      await backupSqlite(resolve(io.cwd, place), resolve(io.cwd, file)).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        throw new UserError(`${place} cannot be copied: ${why}`, { cause: error })
      })
      io.stdout.write(`${paint(io.stdout, 'green', '✓')} ${place} is copied to ${file}.\n`)
    })
}
