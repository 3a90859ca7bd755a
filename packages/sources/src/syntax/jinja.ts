import type { ForeignScope, ForeignVariables, VariableUse } from './foreign-variables.ts'
import { type MustachePart, printMustache } from './mustache-part.ts'
import { SyntaxProblem } from './syntax-problem.ts'

const name = '[A-Za-z_]\\w*'
const path = new RegExp(`^${name}(?:\\.${name})*$`)
const condition = /^if\s+(not\s+)?([\w.]+)$/
const loop = new RegExp(`^for\\s+(${name})\\s+in\\s+([\\w.]+)$`)

/** Words of the language, which are no variables. */
const reserved = /^(true|false|none|null|undefined|loop|True|False|None|not|and|or|in|is|if|else)$/

/** A block that is open. */
interface Block extends Where {
  kind: 'if' | 'for'
  /** The section's name in mustache. */
  section: string
  inverted: boolean
  /** What names in the block are looked up in. */
  scope: ForeignScope
}

/** Where a construct stands. */
interface Where {
  text: string
  at: number
  tag: string
}

/**
 * The part of Jinja2 and Nunjucks that mustache has too: variables with dots, `if`, `if not` and `else` of a variable,
 * `for` over a list, comments, and the control of white space.
 *
 * In a loop only the item may be read: in mustache another name would find a key of the item first.
 *
 * @param variables Notes what each variable is for.
 * @throws {SyntaxProblem} for everything else.
 */
export function jinjaToMustache(text: string, variables: ForeignVariables): string {
  const parts: MustachePart[] = []
  const open: Block[] = []
  let at = 0
  let trimsNext = false
  for (const match of text.matchAll(/\{\{([\s\S]*?)\}\}|\{%([\s\S]*?)%\}|\{#([\s\S]*?)#\}/g)) {
    const [tag, expression, statement, comment = ''] = match
    const inner = expression ?? statement ?? comment
    const where: Where = { text, at: match.index, tag }
    const before = text.slice(at, match.index)
    const trimmed = trimsNext ? before.trimStart() : before
    parts.push({ text: inner.startsWith('-') ? trimmed.trimEnd() : trimmed })
    trimsNext = inner.length > 1 && inner.endsWith('-')
    at = match.index + tag.length
    const code = inner.replace(/^[-+]/, '').replace(/[-+]$/, '').trim()
    const scope = open.at(-1)?.scope ?? { variables }
    if (expression !== undefined) parts.push({ tag: `{{${lookUp(code, 'text', scope, where).name}}}` })
    else if (statement !== undefined) parts.push(...statementParts(code, open, scope, where))
  }
  const rest = text.slice(at)
  parts.push({ text: trimsNext ? rest.trimStart() : rest })
  const unclosed = open.at(-1)
  if (unclosed) throw problem(unclosed, 'the block never ends')
  return printMustache(parts)
}

function problem({ text, at, tag }: Where, reason: string): SyntaxProblem {
  return new SyntaxProblem(text, at, tag, reason)
}

function statementParts(code: string, open: Block[], scope: ForeignScope, where: Where): MustachePart[] {
  const begin = (block: Block): MustachePart[] => {
    open.push(block)
    return [opening(block)]
  }
  const branch = condition.exec(code)
  if (branch) {
    const section = lookUp(branch[2] ?? '', 'condition', scope, where).name
    return begin({ ...where, kind: 'if', section, inverted: branch[1] !== undefined, scope })
  }
  const each = loop.exec(code)
  if (each) {
    const list = lookUp(each[2] ?? '', 'list', scope, where)
    const inner = { variables: list.variable.item, item: each[1] }
    return begin({ ...where, kind: 'for', section: list.name, inverted: false, scope: inner })
  }
  const last = open.at(-1)
  if (code === 'else' && last?.kind === 'if') {
    const closed = closing(last)
    last.inverted = !last.inverted
    return [closed, opening(last)]
  }
  if (last && code === `end${last.kind}`) {
    open.pop()
    return [closing(last)]
  }
  throw problem(where, 'mustache has no such statement')
}

function opening({ inverted, section }: Block): MustachePart {
  return { tag: `{{${inverted ? '^' : '#'}${section}}}`, block: true }
}

function closing({ section }: Block): MustachePart {
  return { tag: `{{/${section}}}`, block: true }
}

/** A variable, and its name as mustache looks it up in the open blocks. */
function lookUp(
  code: string,
  use: VariableUse,
  { variables, item }: ForeignScope,
  where: Where,
): { name: string; variable: ForeignVariables } {
  const names = code.split('.')
  const [first = '', ...rest] = names
  if (!path.test(code) || reserved.test(first)) throw problem(where, 'more than the name of a variable')
  if (item === undefined) return { name: code, variable: variables.use(names, use) }
  if (first !== item) throw problem(where, 'a name from outside of its loop')
  return { name: rest.join('.') || '.', variable: variables.use(rest, use) }
}
