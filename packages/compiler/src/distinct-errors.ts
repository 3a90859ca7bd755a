import type { BuildError } from './build-error.ts'

/** The errors, each once: what is wrong with a partial is wrong with every prompt that includes it. */
export function distinctErrors(errors: readonly BuildError[]): BuildError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()]
}
