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
  const conflict = variables.conflict()
  if (conflict) {
    const line = texts.find((text) => text.includes(conflict.name)) ?? ''
    throw new SyntaxProblem(
      line,
      Math.max(0, line.indexOf(conflict.name)),
      conflict.name,
      `the variable ${conflict.reason}, which mustache cannot tell apart`,
    )
  }
  return variables.isTelling ? { texts: converted, inputs: variables.schema() } : { texts: converted }
}
