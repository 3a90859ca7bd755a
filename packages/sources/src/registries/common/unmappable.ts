/** A construct of a template that the snapshot's format does not have. */
export class Unmappable extends Error {
  override readonly name = 'Unmappable'
  /** The next step. */
  readonly hint: string

  constructor(summary: string, hint: string) {
    super(summary)
    this.hint = hint
  }
}
