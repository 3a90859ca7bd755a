import type { ForeignScope, ForeignVariables, VariableUse } from './foreign-variables.ts'
import { type MustachePart, printMustache } from './mustache-part.ts'
import { SyntaxProblem } from './syntax-problem.ts'

const path =
  /^(?:this|\.|(?:this[./])?[\p{ID_Start}_][\p{ID_Continue}-]*(?:\.[\p{ID_Start}_][\p{ID_Continue}-]*)*)$/u

const tags = /(\\?)(\{\{\{\{|\{\{!--[\s\S]*?--(~?)\}\}|\{\{\{([\s\S]*?)\}\}\}|\{\{(~?)([\s\S]*?)(~?)\}\})/g

/** A block that is open. */
interface Block extends Where {
  kind: 'if' | 'unless' | 'each'
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
 * The part of Handlebars that mustache has too: variables with dots, `if`, `unless` and `each` with `else`, `this`,
 * comments, and the control of white space. Nothing is escaped, as in dotprompt.
 *
 * @param variables Notes what each variable is for.
 * @throws {SyntaxProblem} for everything else.
 */
export function handlebarsToMustache(text: string, variables: ForeignVariables): string {
  const parts: MustachePart[] = []
  const open: Block[] = []
  let at = 0
  let trimsNext = false
  const pushText = (until: number, trimsEnd: boolean): void => {
    let part = text.slice(at, until)
    if (trimsNext) part = part.trimStart()
    if (trimsEnd) part = part.trimEnd()
    parts.push({ text: part })
  }
  for (const match of text.matchAll(tags)) {
    const [found, backslash, tag = '', commentTrim, raw, trimsBefore, plain, trimsAfter] = match
    const where: Where = { text, at: match.index, tag }
    if (backslash) {
      pushText(match.index, false)
      parts.push({ text: tag })
      trimsNext = false
      at = match.index + found.length
      continue
    }
    pushText(match.index, trimsBefore === '~')
    trimsNext = trimsAfter === '~' || commentTrim === '~'
    at = match.index + found.length
    const code = (raw ?? plain ?? '').trim()
    const scope = open.at(-1)?.scope ?? { variables }
    if (tag === '{{{{') throw problem(where, 'mustache has no raw blocks')
    if (raw === undefined && (plain === undefined || code.startsWith('!'))) {
      parts.push({ tag: '{{!}}', block: true, standalone: true })
    } else if (/^[#^/]/.test(code) || code === 'else') parts.push(...blockParts(code, open, scope, where))
    else parts.push({ tag: `{{${lookUp(code.replace(/^&\s*/, ''), 'text', scope, where).name}}}` })
  }
  pushText(text.length, false)
  const unclosed = open.at(-1)
  if (unclosed) throw problem(unclosed, 'the block never ends')
  return printMustache(parts)
}

function problem({ text, at, tag }: Where, reason: string): SyntaxProblem {
  return new SyntaxProblem(text, at, tag, reason)
}

function blockParts(code: string, open: Block[], scope: ForeignScope, where: Where): MustachePart[] {
  const last = open.at(-1)
  const start = /^#\s*(if|unless|each)\s+(\S+)$/.exec(code)
  if (start) {
    const kind = start[1] === 'each' ? 'each' : start[1] === 'unless' ? 'unless' : 'if'
    const found = lookUp(start[2] ?? '', kind === 'each' ? 'list' : 'condition', scope, where)
    const inner = kind === 'each' ? { variables: found.variable.item, item: 'this' } : scope
    const block: Block = { ...where, kind, section: found.name, inverted: kind === 'unless', scope: inner }
    open.push(block)
    return [opening(block)]
  }
  if (last && (code === 'else' || code === '^')) {
    const closed = closing(last)
    last.inverted = !last.inverted
    // What follows a list's `else` is outside of its items.
    if (last.kind === 'each') last.scope = open.at(-2)?.scope ?? scope
    return [closed, opening(last)]
  }
  if (last && code.replace(/\s/g, '') === `/${last.kind}`) {
    open.pop()
    return [closing(last)]
  }
  throw problem(where, 'mustache has no such block')
}

function opening({ inverted, section }: Block): MustachePart {
  return { tag: `{{${inverted ? '^' : '#'}${section}}}`, block: true, standalone: true }
}

function closing({ section }: Block): MustachePart {
  return { tag: `{{/${section}}}`, block: true, standalone: true }
}

/** A variable, and its name as mustache looks it up in the open blocks. */
function lookUp(
  code: string,
  use: VariableUse,
  { variables, item }: ForeignScope,
  where: Where,
): { name: string; variable: ForeignVariables } {
  if (!path.test(code)) throw problem(where, 'more than the name of a variable')
  const names = code
    .replace(/^(?:this[./]|this$|\.$)/, '')
    .split('.')
    .filter((name) => name !== '')
  if (names.length === 0 && item === undefined) throw problem(where, 'the whole of the variables at once')
  return { name: names.join('.') || '.', variable: variables.use(names, use) }
}
