import { parse } from '@handlebars/parser'
import type { ForeignScope, ForeignVariables, VariableUse } from './foreign-variables.ts'
import type {
  BlockStatement,
  HandlebarsExpression,
  HandlebarsNode,
  HandlebarsProgram,
  HandlebarsStatement,
  MustacheStatement,
  PartialStatement,
} from './handlebars-ast.ts'
import type { MustachePart } from './mustache-part.ts'
import { SyntaxProblem } from './syntax-problem.ts'

/** How to convert. */
export interface HandlebarsOptions {
  /** The template. */
  text: string
  /** Notes what each variable is for. */
  variables: ForeignVariables
  /** The text of a partial; undefined when there is none of that name. */
  partial?: ((name: string) => string | undefined) | undefined
}

/**
 * Parses a template in Handlebars; its texts are without the white space that its tags take with them.
 *
 * @throws {SyntaxProblem}
 */
export function parseHandlebars(text: string): readonly HandlebarsStatement[] {
  try {
    const program: unknown = parse(text)
    return (program as HandlebarsProgram).body
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1)
    const [construct = ''] = text.split('\n').slice(line - 1)
    throw new SyntaxProblem(text, offset(text, line, 0), construct, 'Handlebars cannot be parsed there')
  }
}

/**
 * The part of Handlebars that mustache has too: variables with dots, `if`, `unless` and `each` with `else`, `this`,
 * partials and comments. Nothing is escaped, as in dotprompt.
 *
 * @throws {SyntaxProblem} for everything else.
 */
export function handlebarsParts(
  statements: readonly HandlebarsStatement[],
  options: HandlebarsOptions,
): MustachePart[] {
  return new Converter(options, []).parts(statements, { variables: options.variables })
}

class Converter {
  readonly #options: HandlebarsOptions
  /** The partials that are being put in. */
  readonly #within: readonly string[]

  constructor(options: HandlebarsOptions, within: readonly string[]) {
    this.#options = options
    this.#within = within
  }

  parts(statements: readonly HandlebarsStatement[], scope: ForeignScope): MustachePart[] {
    return statements.flatMap((statement) => {
      if (statement.type === 'ContentStatement') return [{ text: statement.value }]
      if (statement.type === 'CommentStatement') return []
      if (statement.type === 'BlockStatement') return this.#block(statement, scope)
      if (statement.type === 'PartialStatement') return this.#partial(statement, scope)
      if (statement.type === 'MustacheStatement' && statement.params.length === 0 && !hasHash(statement)) {
        return [{ tag: `{{${this.#lookUp(statement.path, 'text', scope, statement).name}}}` }]
      }
      throw this.#problem(statement, 'mustache has no like of it')
    })
  }

  #block(block: BlockStatement, scope: ForeignScope): MustachePart[] {
    const kind = block.path.original
    const [value, ...more] = block.params
    if (!['if', 'unless', 'each'].includes(kind) || !value || more.length > 0 || hasHash(block)) {
      throw this.#problem(block, 'mustache has no such block')
    }
    const isLoop = kind === 'each'
    const { name, variable } = this.#lookUp(value, isLoop ? 'list' : 'condition', scope, block)
    const inner = isLoop ? { variables: variable.item, item: 'this' } : scope
    const section = (
      sigil: string,
      program: HandlebarsProgram | undefined,
      within: ForeignScope,
    ): MustachePart[] =>
      program
        ? [
            { tag: `{{${sigil}${name}}}`, block: true },
            ...this.parts(program.body, within),
            { tag: `{{/${name}}}`, block: true },
          ]
        : []
    const [whenTrue, whenFalse] = kind === 'unless' ? ['^', '#'] : ['#', '^']
    return [...section(whenTrue, block.program, inner), ...section(whenFalse, block.inverse, scope)]
  }

  #partial(tag: PartialStatement, scope: ForeignScope): MustachePart[] {
    const name = 'original' in tag.name ? tag.name.original : ''
    const text = tag.params.length > 0 || hasHash(tag) ? undefined : this.#options.partial?.(name)
    if (text === undefined)
      throw this.#problem(tag, `there is no partial of the name ${JSON.stringify(name)}`)
    if (this.#within.includes(name)) throw this.#problem(tag, 'a partial that includes itself')
    const indented = text.replace(/^(?=[^\n])/gm, tag.indent)
    const inner = new Converter({ ...this.#options, text: indented }, [...this.#within, name])
    return inner.parts(parseHandlebars(indented), scope)
  }

  /** A variable, and its name as mustache looks it up in the open blocks. */
  #lookUp(
    expression: HandlebarsExpression,
    use: VariableUse,
    { variables, item }: ForeignScope,
    where: HandlebarsNode,
  ): { name: string; variable: ForeignVariables } {
    if (expression.type !== 'PathExpression' || expression.data || expression.depth > 0) {
      throw this.#problem(where, 'more than the name of a variable')
    }
    const { parts } = expression
    if (parts.length === 0 && item === undefined)
      throw this.#problem(where, 'the whole of the variables at once')
    return { name: parts.join('.') || '.', variable: variables.use(parts, use) }
  }

  #problem({ loc }: HandlebarsNode, reason: string): SyntaxProblem {
    const { text } = this.#options
    const at = offset(text, loc.start.line, loc.start.column)
    const [tag = ''] = /^[^}]*\}*/.exec(text.slice(at)) ?? []
    return new SyntaxProblem(text, at, tag, reason)
  }
}

function hasHash({ hash }: MustacheStatement | BlockStatement | PartialStatement): boolean {
  return (hash?.pairs.length ?? 0) > 0
}

function offset(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((length, one) => length + one.length + 1, 0) + column
}
