import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Io } from './io.ts'

const EXAMPLES = `
Prompts in your code:
  $ understudy init                 set a project up, with a first prompt
  $ understudy generate --watch     write the modules behind #prompts, again after each change
  $ understudy inspect rag-qa       print the requests that a prompt becomes
  $ understudy diff                 tell what differs in the prompts since the last commit, and which calls that breaks

Prompts from a registry (the config names it, a variable of the environment has its key):
  $ understudy pull                 bring its templates into the folder of prompts, which is committed
  $ understudy diff --remote        tell before what a pull would change
  $ understudy check                in CI: lock, templates and modules are in step; asks nobody
  $ understudy check --remote       … and nothing has moved in the registry

A registry of your own:
  $ understudy keys create --project support --create-project --role write
  $ understudy serve                templates, recordings, datasets, by the API of Freeplay
  $ understudy retention --project support --days 90
  $ understudy export all.jsonl     everything, for \`import\` into another database; \`backup\` copies SQLite

Each command has examples of its own: understudy pull --help

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
