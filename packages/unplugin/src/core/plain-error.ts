import { BuildError } from '@understudy/sources'

/**
 * An error that says what the build errors say and no more.
 *
 * Webpack, rspack, farm and Bun print a stack, which would only show where the plugin found the problem.
 */
export function plainError(...errors: readonly BuildError[]): Error {
  const message = errors.map((error) => error.message).join('\n\n')
  return Object.assign(new Error(message), { stack: message, hideStack: true })
}

/** Runs something, and makes a plain error of its build error. */
export function withPlainError<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw error instanceof BuildError ? plainError(error) : error
  }
}
