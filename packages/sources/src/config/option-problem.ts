import type { z } from 'zod'

/** What is wrong with options, and where among them. */
export interface OptionProblem {
  /** Keys and indices that lead to it, from the outside in. */
  path: readonly string[]
  summary: string
  hint: string
}

/**
 * Tells the first issue that zod found with options.
 *
 * @param known The names of all options.
 * @param within Where these options stand among others.
 */
export function optionProblem(
  error: z.ZodError,
  known: readonly string[],
  within: readonly string[] = [],
): OptionProblem {
  const [issue] = error.issues
  const path = [...within, ...(issue?.path ?? [])].map(String)
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => [...path, key])
    return {
      path: keys[0] ?? path,
      summary: `unknown ${keys.length === 1 ? 'key' : 'keys'} ${keys.map((key) => `\`${key.join('.')}\``).join(', ')}`,
      hint: `Remove it, or correct its spelling.${path.length === 0 ? ` The keys are: ${known.join(', ')}.` : ''}`,
    }
  }
  const message = (issue?.message ?? 'is not valid').replace(/^Invalid (?:input|option): /, '')
  const isMissing = /received undefined$/.test(message)
  return {
    path,
    summary: path.length === 0 ? message : `\`${path.join('.')}\`: ${message}`,
    hint: isMissing
      ? 'Give it a value.'
      : `Correct the value${path.length === 0 ? '' : ', or remove the key to get the default'}.`,
  }
}
