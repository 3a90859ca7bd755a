/** A template that is no mustache; `offset` counts UTF-16 units from the template's beginning. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError'
  readonly offset: number
  readonly hint: string

  constructor(message: string, offset: number, hint: string) {
    super(message)
    this.offset = offset
    this.hint = hint
  }
}
