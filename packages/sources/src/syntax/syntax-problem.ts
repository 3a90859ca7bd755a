/** A construct of a foreign template syntax that mustache has no like of. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem'
  /** The construct as it is written, for instance `{{ name | upper }}`. */
  readonly construct: string
  /** Counted from 1, in the text of the message. */
  readonly line: number
  /** Which of several texts it is in, counted from 0. */
  index = 0

  /** @param at Where the construct begins in `text`. */
  constructor(text: string, at: number, construct: string, reason: string) {
    super(reason)
    this.construct = construct.length > 80 ? `${construct.slice(0, 79)}…` : construct
    this.line = text.slice(0, at).split('\n').length
  }
}
