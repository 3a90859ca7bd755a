/**
 * The syntax tree of `@handlebars/parser`, as far as it is read here: its own types cannot be found under
 * `moduleResolution: nodenext`.
 */
export interface HandlebarsNode {
  /** Lines from 1, columns from 0. */
  loc: { start: { line: number; column: number } }
}

export interface HandlebarsPath extends HandlebarsNode {
  type: 'PathExpression'
  /** Whether it begins with `@`. */
  data: boolean
  /** How many `../` it begins with. */
  depth: number
  parts: string[]
  original: string
}

export interface HandlebarsLiteral extends HandlebarsNode {
  type:
    | 'StringLiteral'
    | 'NumberLiteral'
    | 'BooleanLiteral'
    | 'UndefinedLiteral'
    | 'NullLiteral'
    | 'SubExpression'
  value?: unknown
}

export type HandlebarsExpression = HandlebarsPath | HandlebarsLiteral

/** What stands behind a tag's name. */
interface Arguments extends HandlebarsNode {
  params: HandlebarsExpression[]
  hash?: { pairs: { key: string; value: HandlebarsExpression }[] }
}

export interface MustacheStatement extends Arguments {
  type: 'MustacheStatement'
  path: HandlebarsExpression
}

export interface BlockStatement extends Arguments {
  type: 'BlockStatement'
  path: HandlebarsPath
  program?: HandlebarsProgram
  inverse?: HandlebarsProgram
}

export interface PartialStatement extends Arguments {
  type: 'PartialStatement'
  name: HandlebarsExpression
  indent: string
}

export interface ContentStatement extends HandlebarsNode {
  type: 'ContentStatement'
  value: string
}

export interface OtherStatement extends HandlebarsNode {
  type: 'CommentStatement' | 'Decorator' | 'DecoratorBlock' | 'PartialBlockStatement'
}

export type HandlebarsStatement =
  | MustacheStatement
  | BlockStatement
  | PartialStatement
  | ContentStatement
  | OtherStatement

export interface HandlebarsProgram {
  body: HandlebarsStatement[]
}
