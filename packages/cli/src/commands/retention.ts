import type { Project, Storage } from '@understudy/registry'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { databaseOption, openStorage } from '../registry/open-storage.ts'
import { UserError } from '../user-error.ts'

interface Options {
  project?: string
  days?: number
  forever?: boolean
  database?: string
}

const EXAMPLES = `
Recordings that are older, by the time of their call, are deleted with their traces and sessions, by the registry once
an hour. Templates, datasets and test runs stay.

Examples:
  $ understudy retention                                  what holds now
  $ understudy retention --project support --days 90
  $ understudy retention --project support --forever
`

/** `understudy retention`: tells and says how long projects keep what is recorded. */
export function retentionCommand(io: Io): Command {
  return new Command('retention')
    .description('tell, or say, how long projects keep what is recorded')
    .option('--project <name or id>', 'the project to change')
    .addOption(new Option('--days <number>', 'keep it so long').argParser(toDays).conflicts('forever'))
    .option('--forever', 'keep it')
    .addOption(databaseOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const storage = await openStorage(io, options.database)
      try {
        await change(storage, options)
        for (const project of await storage.projects.list()) {
          const days = await storage.retention.get(project.id)
          const state = days === undefined ? 'for ever' : `${days} days`
          io.stdout.write(`${paint(io.stdout, 'green', '✓')} ${project.name}: ${state}\n`)
        }
      } finally {
        await storage.close()
      }
    })
}

async function change(storage: Storage, { project: wanted, days, forever }: Options): Promise<void> {
  if (wanted === undefined && days === undefined && !forever) return
  if (wanted === undefined) throw new UserError('Say which: --project <name or id>.')
  if (days === undefined && !forever) throw new UserError('Say how long: --days <number>, or --forever.')
  const projects = await storage.projects.list()
  const project: Project | undefined = projects.find(({ id, name }) => id === wanted || name === wanted)
  if (!project) {
    const known = projects.map(({ name }) => name).join(', ') || 'none yet'
    throw new UserError(`There is no project ${wanted} (${known}).`)
  }
  await storage.retention.set(project.id, days, { keyId: 'cli', mayDeploy: true })
}

function toDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 36_500) return days
  throw new InvalidArgumentError('Days are a whole number from 1 to 36500.')
}
