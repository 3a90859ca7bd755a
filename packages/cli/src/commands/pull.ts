import { resolve } from 'node:path'
import { createProject, type PullChange, type PullResult } from '@understudy/sources'
import { Command } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'
import { showProgress } from '../show-progress.ts'

interface Options {
  root: string
  mode: string
  env?: string[]
  prompt?: string[]
  fresh?: boolean
  keepGoing?: boolean
  json?: boolean
}

const EXAMPLES = `
Exit codes:
  0  the snapshot is what the registries have
  1  something is wrong; nothing was written, or with --keep-going only what is sound
  2  wrong usage

The registries are the remote sources of understudy.config.ts; their keys come from the environment:
FREEPLAY_API_KEY, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, UNDERSTUDY_API_KEY …

Examples:
  $ understudy pull                       everything that the config's sources have
  $ understudy pull --env prod            one environment
  $ understudy pull --prompt rag-qa       one prompt
  $ understudy pull --fresh               the same, and trust nothing that was kept from earlier answers
  $ understudy pull --keep-going          what is sound, though some templates are not
  $ understudy pull --json | jq .changed  for scripts
`

/** `understudy pull`: brings the snapshot and its lock into step with the registries. */
export function pullCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('pull')
    .description('pull templates from the remote sources into the snapshot')
    .option('--env <environment...>', 'only these environments')
    .option('--prompt <prompt...>', 'only these prompts')
    .option('--fresh', 'have everything sent again, also what has not changed since the last pull')
    .option('--keep-going', 'write what is sound although something else is not')
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--mode <mode>', 'what the config gets as its mode', 'production')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { root, mode, env, prompt, fresh, keepGoing, json } = options
      const project = createProject({ root: resolve(io.cwd, root), mode })
      const started = performance.now()
      const progress = showProgress(io, 'templates pulled')
      const result = await project.pull({
        ...{ environments: env, prompts: prompt, fresh, keepGoing },
        onProgress: json ? undefined : progress.show,
      })
      progress.clear()
      const good = result.errors.length === 0
      if (json) io.stdout.write(`${JSON.stringify(resultJson(result))}\n`)
      else {
        // What was only found is not told like what was done.
        if (result.landed) for (const line of listChanges(io, result)) io.stdout.write(`${line}\n`)
        reportProblems(io, { errors: result.errors, warnings: [] })
        const stream = good ? io.stdout : io.stderr
        const time = `(${Math.round(performance.now() - started)} ms)`
        stream.write(
          `${paint(stream, good ? 'green' : 'red', good ? '✓' : '✗')} ${summary(result)} ${time}\n`,
        )
      }
      finish(good ? 0 : 1)
    })
}

/** A line for each template that changes. */
export function listChanges(io: Io, { added, changed, removed }: PullResult): string[] {
  const line = (mark: string, colour: 'green' | 'yellow' | 'red', change: PullChange): string => {
    const { prompt, environment, before, after } = change
    const versions = [before?.version, after?.version].filter((version) => version !== undefined)
    const version = [...new Set(versions)].map(printable).join(' → ')
    return `  ${paint(io.stdout, colour, mark)} ${prompt} (${environment})  ${paint(io.stdout, 'dim', version)}`
  }
  return [
    ...added.map((change) => line('+', 'green', change)),
    ...changed.map((change) => line('~', 'yellow', change)),
    ...removed.map((change) => line('-', 'red', change)),
  ]
}

/** What a pull did, or would do, as `--json` prints it. */
export function resultJson({ errors, ...rest }: PullResult): object {
  return { ok: errors.length === 0, ...rest, errors: errors.map(problemJson) }
}

function summary({ added, changed, removed, unchanged, errors, landed }: PullResult): string {
  const counts = [
    `${added.length} added`,
    `${changed.length} changed`,
    `${removed.length} removed`,
    `${unchanged} unchanged`,
  ].join(', ')
  if (errors.length === 0) return counts
  const problems = `${errors.length} error${errors.length === 1 ? '' : 's'}`
  return landed ? `${problems}; the rest landed: ${counts}` : `${problems}; nothing was written`
}

/** A registry's text cannot steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�')
}
