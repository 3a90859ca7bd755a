import { resolve } from 'node:path'
import { BuildError, createProject, type GenerateResult } from '@understudy/sources'
import { Command } from 'commander'
import { installCommands, installStep, nextSteps } from '../init/next-steps.ts'
import { type SetUpResult, setUp } from '../init/set-up.ts'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'

interface Options {
  root: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  $ understudy init                  in the folder of your package.json
  $ understudy init --root apps/web  in another one
`

/** `understudy init`: sets a project up, with a first prompt. Asks nothing, and a second run changes nothing. */
export function initCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('init')
    .description('set a project up: config, imports, prepare script, .gitignore and a first prompt')
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async ({ root, json = false }: Options) => {
      const folder = resolve(io.cwd, root)
      try {
        const done = await setUp(folder, io.env)
        const generated = await createProject({ root: folder }).generate()
        if (json) io.stdout.write(`${JSON.stringify(initJson(done, generated))}\n`)
        else report(io, done, generated)
        finish(generated.errors.length > 0 ? 1 : 0)
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        if (json) io.stdout.write(`${JSON.stringify({ ok: false, errors: [problemJson(error)] })}\n`)
        else reportProblems(io, { errors: [error], warnings: [] })
        finish(1)
      }
    })
}

function initJson({ project, ...done }: SetUpResult, generated: GenerateResult): object {
  const { packageManager, bundler = null, typescript } = project
  return {
    ok: generated.errors.length === 0,
    packageManager,
    bundler,
    typescript,
    ...done,
    prompts: generated.prompts,
    written: generated.written,
    install: installCommands(project),
    errors: generated.errors.map(problemJson),
    warnings: generated.warnings.map(problemJson),
  }
}

function report(io: Io, { project, created, changed, notes }: SetUpResult, generated: GenerateResult): void {
  const line = (text: string): void => void io.stdout.write(`${text}\n`)
  const mark = (sign: string, text: string): void => line(`${paint(io.stdout, 'green', sign)} ${text}`)
  for (const path of created) mark('+', path)
  for (const path of changed) mark('~', path)
  for (const note of notes) line(`${paint(io.stdout, 'yellow', '!')} ${note}`)
  reportProblems(io, generated)
  if (generated.errors.length > 0) return
  if (generated.written.length > 0) mark('✓', `generated the modules of ${generated.prompts.join(', ')}`)
  const isNew = created.length + changed.length > 0
  if (!isNew) mark('✓', 'Everything is set up already: nothing was changed.')
  const steps = isNew ? nextSteps(project, generated.prompts) : installStep(project)
  for (const [index, { title, text }] of steps.entries()) {
    line(`\n${paint(io.stdout, 'bold', `${index + 1}. ${title}`)}\n`)
    line(text.replaceAll(/^(?=.)/gm, '   '))
  }
}
