import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { checkCommand } from './commands/check.ts'
import { diffCommand } from './commands/diff.ts'
import { generateCommand } from './commands/generate.ts'
import { initCommand } from './commands/init.ts'
import { inspectCommand } from './commands/inspect.ts'
import { keysCommand } from './commands/keys.ts'
import { pullCommand } from './commands/pull.ts'
import { serveCommand } from './commands/serve.ts'
import type { Io } from './io.ts'

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

Exit codes:
  0  all is well
  1  something is wrong, or out of step
  2  wrong usage
  3  a registry cannot be reached (\`check --remote\`)
`

/** The command line, which has not read anything yet. */
export function createProgram(io: Io, finish: (exitCode: number) => void): Command {
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
  return program
}

function version(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return version
}
