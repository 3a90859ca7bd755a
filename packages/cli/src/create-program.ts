import { readFileSync } from 'node:fs'
import { Command } from 'commander'
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

type MakeCommand = (io: Io, finish: (exitCode: number) => void) => Command

const commands: { readonly [name: string]: () => Promise<MakeCommand> } = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  generate: async () => (await import('./commands/generate.ts')).generateCommand,
  inspect: async () => (await import('./commands/inspect.ts')).inspectCommand,
  diff: async () => (await import('./commands/diff.ts')).diffCommand,
  pull: async () => (await import('./commands/pull.ts')).pullCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  retention: async () => (await import('./commands/retention.ts')).retentionCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
}

/**
 * The command line, which has not read anything yet.
 *
 * @param called The only command that is loaded, since the others would cost time; all are if it is none.
 */
export async function createProgram(
  io: Io,
  finish: (exitCode: number) => void,
  called?: string,
): Promise<Command> {
  const program = new Command('understudy')
    .description('Compiles prompt templates into typed modules.')
    .version(version(), '-v, --version')
    .addHelpText('after', EXAMPLES)
  const known = Object.entries(commands)
  const only = known.filter(([name]) => name === called)
  for (const [, load] of only.length > 0 ? only : known) program.addCommand((await load())(io, finish))
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
