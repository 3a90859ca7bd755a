import { type Converted, convertAll } from './converted.ts'
import { fStringToMustache } from './f-string.ts'
import { ForeignVariables } from './foreign-variables.ts'
import { jinjaToMustache } from './jinja.ts'
import { printMustache } from './mustache-part.ts'

/** The template syntaxes of registries; `none` is text without variables. */
export type TemplateSyntax = 'mustache' | 'f-string' | 'jinja2' | 'nunjucks' | 'none'

type Converter = (text: string, variables: ForeignVariables) => string

const converters: Readonly<Record<TemplateSyntax, Converter>> = {
  mustache: (text) => text,
  'f-string': fStringToMustache,
  // Jinja2 drops the newline at the end of a template.
  jinja2: (text, variables) => jinjaToMustache(text.replace(/\n$/, ''), variables),
  nunjucks: jinjaToMustache,
  none: (text) => printMustache([{ text }]),
}

/**
 * The texts of a prompt's messages as mustache templates that render the same.
 *
 * @throws {SyntaxProblem} for what mustache has no like of, with the construct and its line.
 */
export function toMustache(texts: readonly string[], syntax: TemplateSyntax): Converted {
  const variables = new ForeignVariables()
  return convertAll(texts, variables, (text) => converters[syntax](text, variables))
}
