/** A template that is no mustache; `offset` counts UTF-16 units from the template's beginning. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError'
  readonly offset: number
  readonly hint: string
  /** The partial that the offset is in, if it is not the template itself. */
  readonly partial: string | undefined

  constructor(message: string, offset: number, hint: string, partial?: string) {
    super(message)
    this.offset = offset
    this.hint = hint
    this.partial = partial
  }
}
