import { relative, resolve } from 'node:path'
import { createProject, type GenerateResult, type Project, watchProject } from '@understudy/sources'
import { Command, Option } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'

interface Options {
  root: string
  mode: string
  check?: boolean
  watch?: boolean
  json?: boolean
}

const EXAMPLES = `
Examples:
  $ understudy generate                        once, for instance in "prepare"
  $ understudy generate --watch                while you edit, beside a bundler without the plugin
  $ understudy generate --check                in CI: exit code 1 and the files that differ
  $ understudy generate --mode staging         for a config whose \`environments\` is a function
  $ understudy generate --json | jq .written   for scripts
`

/** `understudy generate`: brings the generated modules into step with the templates. */
export function generateCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('generate')
    .description('write the typed modules behind #prompts')
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--mode <mode>', 'what the config gets as its mode', 'production')
    .addOption(
      new Option('--check', 'write nothing; fail when the modules are not in step').conflicts('watch'),
    )
    .option('--watch', 'generate again after each change, until interrupted')
    .option('--json', 'print one JSON object a run')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const project = createProject({ root: resolve(io.cwd, options.root), mode: options.mode })
      if (options.watch) await watch(io, project, options)
      else finish(await once(io, project, options))
    })
}

async function once(io: Io, project: Project, options: Options): Promise<number> {
  const started = performance.now()
  const result = await (options.check ? project.check() : project.generate())
  report(io, project, options, result, performance.now() - started)
  return isGood(result, options) ? 0 : 1
}

async function watch(io: Io, project: Project, options: Options): Promise<void> {
  const interrupted = io.interrupted()
  const watcher = watchProject(project, {
    onResult: (result, duration) => report(io, project, options, result, duration),
    onError: (error) => io.stderr.write(`${paint(io.stderr, 'red', 'error')} ${String(error)}\n`),
  })
  await watcher.ready
  if (!options.json) io.stdout.write('Watching for changes. Stop with Ctrl+C.\n')
  if (!interrupted.aborted) await new Promise((resolve) => interrupted.addEventListener('abort', resolve))
  await watcher.close()
}

function isGood({ errors, written, removed }: GenerateResult, { check }: Options): boolean {
  return errors.length === 0 && (!check || written.length + removed.length === 0)
}

function report(io: Io, project: Project, options: Options, result: GenerateResult, duration: number): void {
  if (options.json) io.stdout.write(`${JSON.stringify(resultJson(result, options, duration))}\n`)
  else {
    reportProblems(io, result)
    const good = isGood(result, options)
    const text = options.check ? checkText(project, result) : generateText(project, result, duration)
    const stream = good ? io.stdout : io.stderr
    stream.write(`${paint(stream, good ? 'green' : 'red', good ? '✓' : '✗')} ${text}\n`)
  }
}

function resultJson(result: GenerateResult, options: Options, duration: number): object {
  const { errors, warnings, ...rest } = result
  return {
    ok: isGood(result, options),
    ...rest,
    ms: Math.round(duration),
    errors: errors.map(problemJson),
    warnings: warnings.map(problemJson),
  }
}

function generateText(project: Project, result: GenerateResult, duration: number): string {
  const { prompts, written, removed, errors, output } = result
  if (errors.length > 0) return `${count(errors.length, 'error')}; nothing was written.`
  const changes = [
    written.length > 0 ? `${count(written.length, 'file')} written` : undefined,
    removed.length > 0 ? `${removed.length} removed` : undefined,
  ].filter((change) => change !== undefined)
  const what = changes.length > 0 ? changes.join(', ') : 'nothing to do'
  return `${count(prompts.length, 'prompt')}: ${what} in ${relative(project.root, output) || output} (${Math.round(duration)} ms)`
}

function checkText(project: Project, { prompts, written, removed, errors, output }: GenerateResult): string {
  if (errors.length > 0) return `${count(errors.length, 'error')}.`
  const folder = relative(project.root, output)
  if (written.length + removed.length === 0)
    return `${folder} is in step with ${count(prompts.length, 'prompt')}.`
  const files = [...written.map((file) => `  ${file}`), ...removed.map((file) => `  ${file} (to be removed)`)]
  return `${folder} is not in step:\n${files.join('\n')}\n  → Run \`understudy generate\`.`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
