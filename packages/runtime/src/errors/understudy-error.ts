const brand = Symbol.for('understudy.error')

/**
 * The base of every error that Understudy throws.
 *
 * `name` and `code` are literal in each subclass, so that a `switch` on them narrows.
 */
export abstract class UnderstudyError<Code extends string = string> extends Error {
  abstract override readonly name: string
  /** What went wrong, for programs. */
  declare readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    // Not enumerable: it would only clutter a printed error.
    Object.defineProperty(this, brand, { value: true })
  }
}

/**
 * Whether a value is an error of Understudy, also one thrown by another copy of the package,
 * where `instanceof` does not hold.
 */
export function isUnderstudyError(value: unknown): value is UnderstudyError {
  return typeof value === 'object' && value !== null && brand in value
}
