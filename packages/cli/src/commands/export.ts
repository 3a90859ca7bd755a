import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Storage } from '@understudy/registry'
import { Command } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, openStorage } from '../registry/open-storage.ts'
import { UserError } from '../user-error.ts'

interface Options {
  database?: string
}

const EXAMPLES = `
The file has everything: templates, tags, recordings, datasets, the audit log, and the keys without their secrets.
It is as the database was at one moment; the registry may go on meanwhile.

Examples:
  $ understudy export registry.jsonl
  $ understudy import registry.jsonl --database postgres://db/understudy
`

/** `understudy export`: writes all that a registry holds into a file, a row a line. */
export function exportCommand(io: Io): Command {
  return new Command('export')
    .description('write all that a registry holds as JSON lines')
    .argument('<file>', 'a file that is not there yet')
    .addOption(databaseOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { database }: Options) => {
      const storage = await openStorage(io, database)
      try {
        const rows = await write(storage, resolve(io.cwd, file), file)
        io.stdout.write(`${paint(io.stdout, 'green', '✓')} ${rows} rows are in ${file}.\n`)
      } finally {
        await storage.close()
      }
    })
}

async function write(storage: Storage, path: string, name: string): Promise<number> {
  let rows = -2
  async function* lines(): AsyncGenerator<string> {
    for await (const line of storage.export()) {
      rows++
      yield `${JSON.stringify(line)}\n`
    }
  }
  const file = createWriteStream(path, { flags: 'wx', flush: true })
  try {
    await pipeline(Readable.from(lines()), file)
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere) await rm(path, { force: true })
    const why = isThere ? 'it is there already' : error instanceof Error ? error.message : String(error)
    throw new UserError(`${name} cannot be written: ${why}`, { cause: error })
  }
  return rows
}
