import { join } from 'node:path'
import { BuildError, type GenerateResult } from '@understudy/sources'
import { nearNames } from './near-names.ts'

/** The specifiers that belong to Understudy: `#prompts` and `#prompts/<name>`. */
export const PROMPT_ID: RegExp = /^#prompts(?:\/|$)/

/** Whether an import of this module is the project's own; a dependency may have a `#prompts` of its own. */
export function isOwnImporter(importer: string | undefined): boolean {
  return importer === undefined || !/[\\/]node_modules[\\/]/.test(importer)
}

/**
 * Finds the generated file behind a specifier.
 *
 * @param importer The importing file as messages name it.
 * @throws {BuildError} when there is no such prompt.
 */
export function resolvePrompt(id: string, importer: string | undefined, result: GenerateResult): string {
  if (id === '#prompts') return join(result.output, 'index.js')
  const name = id.slice('#prompts/'.length)
  if (result.prompts.includes(name)) return join(result.output, `${name}.js`)
  const near = nearNames(name, result.prompts).map((candidate) => `#prompts/${candidate}`)
  throw new BuildError({
    code: 'source',
    summary: `there is no prompt "${name}"`,
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : known(result.prompts),
    ...(importer && { place: { file: importer } }),
  })
}

function known(prompts: readonly string[]): string {
  if (prompts.length === 0) return 'There are no prompts yet: run `understudy init` to make a first one.'
  const shown = prompts.slice(0, 8).join(', ')
  return `The prompts are: ${shown}${prompts.length > 8 ? ` and ${prompts.length - 8} more` : ''}.`
}
