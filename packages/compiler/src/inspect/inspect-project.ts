import { BuildError } from '../build-error.ts'
import type { CompileOptions, TemplateFile } from '../compile-project.ts'
import { distinctErrors } from '../distinct-errors.ts'
import { nearest } from '../nearest.ts'
import { arrangePrompts } from '../project/arrange-prompts.ts'
import { inspectPrompt } from './inspect-prompt.ts'
import type { InspectedPrompt, Inspection, InspectOptions } from './inspection.ts'

/**
 * Shows a project's prompts as their providers would receive them, with sample variables. Touches no disk.
 *
 * A prompt with errors does not hide the others.
 */
export async function inspectProject(
  templates: readonly TemplateFile[],
  options: CompileOptions & InspectOptions = {},
): Promise<Inspection> {
  const { environments = ['prod', 'fallback'], chains = {}, missing = 'error', allowSecrets = [] } = options
  const partials = new Map(options.partials?.map((partial) => [partial.name, partial]))
  const arranged = arrangePrompts(templates, environments, chains)
  const { prompt: only, environment } = options
  const isWanted = (name: string | undefined): boolean => only === undefined || name === only
  const errors = arranged.errors.filter(({ prompt }) => isWanted(prompt))
  const prompts: InspectedPrompt[] = []
  for (const prompt of arranged.prompts.filter(({ name }) => isWanted(name))) {
    const inspected = await inspectPrompt(prompt, { partials, missing, allowSecrets }, options.variables)
    if (Array.isArray(inspected)) errors.push(...inspected)
    else prompts.push(inspected)
  }
  if (only !== undefined && prompts.length + errors.length === 0) {
    errors.push(unknownPrompt(only, new Set(templates.map(({ prompt }) => prompt))))
  }
  const found =
    environment === undefined ? prompts : prompts.flatMap((prompt) => ofEnvironment(prompt, environment))
  if (environment !== undefined && prompts.length > 0 && found.length === 0) {
    errors.push(unknownEnvironment(environment, prompts))
  }
  const warnings = arranged.warnings.filter(({ prompt }) => isWanted(prompt))
  return { prompts: found, errors: distinctErrors(errors), warnings }
}

function ofEnvironment(prompt: InspectedPrompt, environment: string): InspectedPrompt[] {
  const candidates = prompt.candidates.filter((candidate) => candidate.environment === environment)
  return candidates.length > 0 ? [{ ...prompt, candidates }] : []
}

function unknownPrompt(name: string, known: ReadonlySet<string>): BuildError {
  const guess = nearest(name, known)
  return new BuildError({
    code: 'source',
    summary: `there is no prompt ${JSON.stringify(name)}`,
    hint: guess ? `Did you mean ${JSON.stringify(guess)}?` : `The prompts are: ${shorten([...known])}.`,
  })
}

function unknownEnvironment(name: string, prompts: readonly InspectedPrompt[]): BuildError {
  const known = [...new Set(prompts.flatMap(({ candidates }) => candidates.map((one) => one.environment)))]
  return new BuildError({
    code: 'missing_environment',
    summary: `no chain has the environment ${JSON.stringify(name)}`,
    hint: `The environments are: ${shorten(known)}.`,
  })
}

function shorten(names: readonly string[]): string {
  if (names.length === 0) return 'none yet'
  return names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '')
}
