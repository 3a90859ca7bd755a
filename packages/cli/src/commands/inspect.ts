import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  createProject,
  type InspectedCandidate,
  type InspectedPrompt,
  type JsonObject,
} from '@understudy/sources'
import { Command, InvalidArgumentError } from 'commander'
import type { Io } from '../io.ts'
import { paint } from '../paint.ts'
import { problemJson, reportProblems } from '../report-problems.ts'

interface Options {
  root: string
  mode: string
  environment?: string
  variables?: JsonObject
  json?: boolean
}

const EXAMPLES = `
Examples:
  $ understudy inspect                                        every prompt, with sample variables
  $ understudy inspect rag-qa --environment fallback
  $ understudy inspect rag-qa --variables '{"question":"Why?"}'
  $ understudy inspect rag-qa --variables sample.json
  $ understudy inspect --json | jq '.prompts[].candidates[].tokens'
`

/** `understudy inspect`: prints the prompts as their providers will receive them. */
export function inspectCommand(io: Io, finish: (exitCode: number) => void): Command {
  return new Command('inspect')
    .description('print the requests that the prompts become, with sample variables')
    .argument('[prompt]', 'the one prompt to print')
    .option('--environment <environment>', 'the one environment to print')
    .option(
      '--variables <json>',
      'values in the place of samples: a JSON object, or a file with one',
      (value) => readVariables(io, value),
    )
    .option('--root <folder>', "the folder of the project's package.json", '.')
    .option('--mode <mode>', 'what the config gets as its mode', 'production')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (prompt: string | undefined, { root, mode, environment, variables, json }: Options) => {
      const project = createProject({ root: resolve(io.cwd, root), mode })
      const { prompts, errors, warnings } = await project.inspect({ prompt, environment, variables })
      const problems = prompts.some(({ candidates }) => candidates.some((one) => one.problem !== undefined))
      const ok = errors.length === 0 && !problems
      if (json) {
        const report = { ok, prompts, errors: errors.map(problemJson), warnings: warnings.map(problemJson) }
        io.stdout.write(`${JSON.stringify(report)}\n`)
      } else {
        for (const one of prompts) io.stdout.write(`${describePrompt(io, one)}\n`)
        if (prompts.length > 0) io.stdout.write(`${paint(io.stdout, 'dim', ESTIMATE)}\n`)
        reportProblems(io, { errors, warnings })
      }
      finish(ok ? 0 : 1)
    })
}

const ESTIMATE = 'Tokens are estimated: one for four ASCII characters of the request, one for each other.'

function readVariables(io: Io, value: string): JsonObject {
  const inline = value.trimStart().startsWith('{')
  try {
    const parsed: unknown = JSON.parse(inline ? value : readFileSync(resolve(io.cwd, value), 'utf8'))
    if (isObject(parsed)) return parsed
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
  throw new InvalidArgumentError('It is no JSON object.')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describePrompt(io: Io, { name, variables, candidates }: InspectedPrompt): string {
  const head = `${paint(io.stdout, 'bold', printable(name))}  ${printable(JSON.stringify(variables))}`
  return [head, '', ...candidates.flatMap((candidate) => [describeCandidate(io, candidate), ''])].join('\n')
}

function describeCandidate(io: Io, candidate: InspectedCandidate): string {
  const { environment, provider, api, model, version, file, history, media, request, problem } = candidate
  const slots = media.map(({ name, type }) => `${name} (${type})`).join(', ')
  const head = [`${provider} ${model}`, api, `version ${version}`, file].join(' · ')
  const facts = [
    `${candidate.characters} characters, about ${candidate.tokens} tokens`,
    ...(history ? ['history'] : []),
    ...(media.length > 0 ? [`media: ${slots}`] : []),
  ].join(' · ')
  const body =
    problem === undefined
      ? printable(JSON.stringify(request, null, 2))
      : `${paint(io.stdout, 'red', '✗')} ${printable(problem)}`
  return [
    `  ${paint(io.stdout, 'cyan', printable(environment))}  ${printable(head)}`,
    `  ${paint(io.stdout, 'dim', printable(facts))}`,
    body.replaceAll(/^/gm, '  '),
  ].join('\n')
}

/** A template's text cannot steer the terminal: control characters are shown as JSON writes them. */
function printable(text: string): string {
  return text.replace(
    /(?!\n)\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
