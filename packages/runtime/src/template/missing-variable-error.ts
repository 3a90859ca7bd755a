import { UnderstudyError } from '../errors/understudy-error.ts'

/** A template needs a variable that was not given, or whose value is null, undefined or a function. */
export class MissingVariableError extends UnderstudyError<'missing_variable'> {
  override readonly name = 'MissingVariableError'
  // Declared only: fields of their own would be bytes in every bundle that formats a prompt.
  declare readonly prompt: string
  declare readonly environment: string
  /** The variable's name; `passages[].title` for the `title` of an item of `passages`. */
  declare readonly variable: string

  constructor(prompt: string, environment: string, variable: string) {
    super(
      'missing_variable',
      `${prompt} (${environment}): the variable "${variable}" is missing. Add it to the variables of this call.`,
    )
    this.prompt = prompt
    this.environment = environment
    this.variable = variable
  }
}
