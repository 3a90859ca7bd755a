import { resolve } from 'node:path'
import { createProject, type ProjectDiff } from '@understudy/sources'
import { Argument, Command, Option } from 'commander'
import { printDiffMarkdown } from '../diff/print-diff-markdown.ts'
import { printDiffText } from '../diff/print-diff-text.ts'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'

interface Options {
  root: string
  mode: string
  remote?: boolean
  format: 'text' | 'markdown' | 'json'
  json?: boolean
}

const EXAMPLES = `
Examples:
  $ understudy diff                            what you have changed since the last commit
  $ understudy diff origin/main                what a branch changes
  $ understudy diff --remote                   what \`understudy pull\` would change
  $ understudy diff origin/main --format markdown > comment.md

Exit codes: 0 compared, whether or not anything differs; 1 something could not be compared; 2 wrong usage.
`

/** `understudy diff`: tells what differs between two states of the prompts, and which calls that concerns. */
export function diffCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('diff')
    .description('tell what differs in the prompts: words, model, parameters, variables, calls, tokens')
    .addArgument(new Argument('[ref]', 'the commit to compare with').default(undefined, 'HEAD'))
    .addOption(new Option('--remote', 'compare the snapshot with the registry'))
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--mode <mode>', 'what the config gets as its mode', 'production')
    .addHelpText('after', EXAMPLES)
    .action(async (ref: string | undefined, options: Options, command: Command) => {
      if (ref !== undefined && options.remote) {
        command.error('error: a commit and --remote exclude each other', { exitCode: 2 })
      }
      const project = createProject({ root: resolve(io.cwd, options.root), mode: options.mode })
      const diff = await project.diff({ ref, remote: options.remote })
      if (options.format !== 'json') reportProblems(io, diff)
      io.stdout.write(print(io, diff, options.format))
      finish(diff.errors.length === 0 ? 0 : 1)
    })
}

function print(io: Io, diff: ProjectDiff, format: Options['format']): string {
  const { errors, warnings, ...rest } = diff
  if (format === 'json') {
    const problems = { errors: errors.map(problemJson), warnings: warnings.map(problemJson) }
    return `${JSON.stringify({ ok: errors.length === 0, ...rest, ...problems })}\n`
  }
  // What could not be compared is told already, and a count would say that nothing differs.
  if (errors.length > 0 && diff.prompts.length === 0) return ''
  if (format === 'markdown') return printDiffMarkdown(diff)
  return printDiffText(diff, (color, text) => paint(io.stdout, color, text))
}
