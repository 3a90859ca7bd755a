import type { JsonObject } from '@understudy/compiler'
import type { ForeignVariables } from './foreign-variables.ts'
import { SyntaxProblem } from './syntax-problem.ts'

/** The texts of a prompt as mustache templates. */
export interface Converted {
  texts: string[]
  /** JSON Schema of the variables, where the syntax tells more than mustache can. */
  inputs?: JsonObject | undefined
}

/**
 * Converts texts that share their variables.
 *
 * @param convert Makes a mustache template of one text and notes its variables.
 * @throws {SyntaxProblem}
 */
export function convertAll(
  texts: readonly string[],
  variables: ForeignVariables,
  convert: (text: string) => string,
): Converted {
  const converted = texts.map((text, index) => {
    try {
      return convert(text)
    } catch (error) {
      if (error instanceof SyntaxProblem) error.index = index
      throw error
    }
  })
  const inputs = inputsOf(variables, texts)
  return inputs ? { texts: converted, inputs } : { texts: converted }
}

/**
 * JSON Schema of the variables, where the syntax tells more than mustache can.
 *
 * @param texts What the variables stand in.
 * @throws {SyntaxProblem} when a variable is used in two ways that mustache cannot tell apart.
 */
export function inputsOf(variables: ForeignVariables, texts: readonly string[]): JsonObject | undefined {
  const conflict = variables.conflict()
  if (!conflict) return variables.isTelling ? variables.schema() : undefined
  const { name, reason } = conflict
  const index = Math.max(
    0,
    texts.findIndex((text) => text.includes(name)),
  )
  const text = texts[index] ?? ''
  const problem = `the variable ${reason}, which mustache cannot tell apart`
  const error = new SyntaxProblem(text, Math.max(0, text.indexOf(name)), name, problem)
  error.index = index
  throw error
}
