/** A failure that its message explains in full: it is printed without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
}
