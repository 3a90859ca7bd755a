import { relative, resolve } from 'node:path'
import {
  createProject,
  type GenerateResult,
  isOutage,
  type Project,
  type PullResult,
} from '@understudy/sources'
import { Command } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'
import { showProgress } from '../show-progress.ts'
import { listChanges, resultJson } from './pull.ts'

interface Options {
  root: string
  mode: string
  remote?: boolean
  json?: boolean
}

const EXAMPLES = `
Exit codes:
  0  everything is in step
  1  something is not, or is wrong
  2  wrong usage
  3  a registry cannot be reached (with --remote; all else is in step)

Examples:
  $ understudy check             in CI: the snapshot is as the lock has it, the modules as the snapshot
  $ understudy check --remote    … and nothing has moved in the registries
  $ understudy check --json
`

/** `understudy check`: tells whether lock, snapshot, generated modules and registries are in step. */
export function checkCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('check')
    .description('tell whether lock, snapshot and generated modules are in step; writes nothing')
    .option('--remote', 'ask the registries too, whether a label has moved')
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--mode <mode>', 'what the config gets as its mode', 'production')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async ({ root, mode, remote, json }: Options) => {
      const project = createProject({ root: resolve(io.cwd, root), mode })
      const local = await project.check()
      const progress = showProgress(io, 'templates asked for')
      const pulled = remote
        ? await project.pull({ dryRun: true, onProgress: json ? undefined : progress.show })
        : undefined
      progress.clear()
      const code = exitCode(local, pulled)
      if (json) io.stdout.write(`${JSON.stringify(report(code, local, pulled))}\n`)
      else tell(io, project, local, pulled)
      finish(code)
    })
}

function isInStep({ errors, written, removed }: GenerateResult): boolean {
  return errors.length + written.length + removed.length === 0
}

function hasMoved({ added, changed, removed }: PullResult): boolean {
  return added.length + changed.length + removed.length > 0
}

function isUnreachable({ errors }: PullResult): boolean {
  return errors.length > 0 && errors.every(isOutage)
}

function exitCode(local: GenerateResult, pulled: PullResult | undefined): number {
  if (!isInStep(local)) return 1
  if (!pulled) return 0
  if (isUnreachable(pulled)) return 3
  return pulled.errors.length > 0 || hasMoved(pulled) ? 1 : 0
}

function report(code: number, local: GenerateResult, pulled: PullResult | undefined): object {
  const { errors, warnings, ...rest } = local
  return {
    ok: code === 0,
    ...rest,
    errors: errors.map(problemJson),
    warnings: warnings.map(problemJson),
    ...(pulled && { remote: { ...resultJson(pulled), reached: !isUnreachable(pulled) } }),
  }
}

function tell(io: Io, project: Project, local: GenerateResult, pulled: PullResult | undefined): void {
  reportProblems(io, local)
  const folder = relative(project.root, local.output) || local.output
  const files = [
    ...local.written.map((file) => `  ${file}`),
    ...local.removed.map((file) => `  ${file} (to be removed)`),
  ]
  const count = local.prompts.length
  if (isInStep(local)) say(io, true, `${folder} is in step with ${count} prompt${count === 1 ? '' : 's'}.`)
  else if (local.errors.length > 0) say(io, false, 'The prompts are not as they must be.')
  else say(io, false, `${folder} is not in step:\n${files.join('\n')}\n  → Run \`understudy generate\`.`)

  if (!pulled) return
  reportProblems(io, { errors: pulled.errors, warnings: [] })
  if (isUnreachable(pulled))
    say(io, false, 'A registry cannot be reached: whether anything has moved there is not known.')
  else if (pulled.errors.length > 0) say(io, false, 'What the registries have cannot all be pulled.')
  else if (hasMoved(pulled)) {
    const changes = listChanges(io, pulled).join('\n')
    say(io, false, `The registries have moved on:\n${changes}\n  → Run \`understudy pull\`.`)
  } else say(io, true, 'The registries have nothing new.')
}

function say(io: Io, good: boolean, text: string): void {
  const stream = good ? io.stdout : io.stderr
  stream.write(`${paint(stream, good ? 'green' : 'red', good ? '✓' : '✗')} ${text}\n`)
}
