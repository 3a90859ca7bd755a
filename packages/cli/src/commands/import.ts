import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Json } from '@understudy/sources'
import { Command } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, openStorage } from '../registry/open-storage.ts'
import { UserError } from '../user-error.ts'

interface Options {
  database?: string
}

const EXAMPLES = `
Examples:
  $ understudy import all.jsonl                           into understudy.db, which must be new
  $ understudy import all.jsonl --database postgres://db/understudy
`

/** `understudy import`: takes what `understudy export` wrote into a new database, all or nothing. */
export function importCommand(io: Io): Command {
  return new Command('import')
    .description('take an export into a new database, all or nothing')
    .argument('<file>', 'what `understudy export` wrote')
    .addOption(databaseOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { database }: Options) => {
      const storage = await openStorage(io, database)
      try {
        const rows = await storage.import(linesOf(resolve(io.cwd, file))).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error)
          throw new UserError(`${file} cannot be imported: ${why}`, { cause: error })
        })
        io.stdout.write(
          `${paint(io.stdout, 'green', '✓')} ${rows} rows are imported; the keys work as before.\n`,
        )
      } finally {
        await storage.close()
      }
    })
}

async function* linesOf(path: string): AsyncGenerator<Json> {
  let number = 0
  let rest = ''
  const parse = (line: string): Json => {
    number++
    try {
      return JSON.parse(line)
    } catch (error) {
      throw new Error(`Line ${number}: this is no JSON.`, { cause: error })
    }
  }
  // Not by `readline`, for which a line ends at more characters, which may stand in texts.
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield parse(line)
  }
  if (rest !== '') yield parse(rest)
}
