import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { checkCommand } from './commands/check.ts'
import { diffCommand } from './commands/diff.ts'
import { generateCommand } from './commands/generate.ts'
import { initCommand } from './commands/init.ts'
import { inspectCommand } from './commands/inspect.ts'
import { keysCommand } from './commands/keys.ts'
import { pullCommand } from './commands/pull.ts'
import { serveCommand } from './commands/serve.ts'
import type { Io } from './io.ts'
import { paint } from './paint.ts'
import { UserError } from './user-error.ts'

const EXAMPLES = `
Examples:
  $ understudy init                 set a project up, with a first prompt
  $ understudy generate             write the modules behind #prompts
  $ understudy generate --watch     … and again after each change
  $ understudy generate --check     fail when they are not in step, for CI
  $ understudy inspect rag-qa       print the requests that a prompt becomes
  $ understudy diff                 tell what differs in the prompts since the last commit
  $ understudy pull                 fetch templates from a registry into the snapshot
  $ understudy check --remote       tell whether anything is out of step, for CI
  $ understudy serve                run a registry
`

/**
 * Runs the command line.
 *
 * @returns the exit code: 0 for success, 1 for a failure, 2 for wrong usage; `check --remote` has 3 for an outage.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  const program = new Command('understudy')
    .description('Compiles prompt templates into typed modules.')
    .version(version(), '-v, --version')
    .addHelpText('after', EXAMPLES)
    .addCommand(initCommand(io, finish))
    .addCommand(generateCommand(io, finish))
    .addCommand(inspectCommand(io, finish))
    .addCommand(diffCommand(io, finish))
    .addCommand(pullCommand(io, finish))
    .addCommand(checkCommand(io, finish))
    .addCommand(serveCommand(io))
    .addCommand(keysCommand(io, finish))
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.exitOverride().showHelpAfterError('(Add --help for what is possible.)')
    command.configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    io.stderr.write(`${paint(io.stderr, 'red', 'error')} ${describe(error)}\n`)
    return 1
  }
}

/** A failure that is not the user's: the system's in one line, a bug with its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isExplained = error instanceof UserError || 'syscall' in error
  return isExplained ? error.message : (error.stack ?? error.message)
}

function version(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return version
}
