import type { Path, TemplateNode } from '../mustache/syntax-tree.ts'
import { isIdentifier, stringLiteral } from './literals.ts'

/** Names that every object or array inherits: they need a look at own properties only. */
const inheritedNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
])

/** A level of the context stack, as the names of the variables that hold it in the generated code. */
interface Scope {
  /** The value itself. */
  raw: string
  /** The value as something whose properties are its own. */
  own: string
  /** How an error names the level: `passages[].`, or nothing at the root. */
  label: string
  /** Whether a name was looked up in it. */
  used: boolean
}

/**
 * Prints the code that renders templates of one candidate: statements that go before the request body,
 * and an expression for each text.
 */
export class TextPrinter {
  /** Statements to run before the expressions that `print` returned, indented by `indent`. */
  readonly statements: string[] = []
  /** Which helpers of `@understudy/runtime/template` the code calls. */
  readonly helpers: Set<string> = new Set()
  readonly #where: string
  readonly #root: Scope = { raw: 'variables', own: 'v', label: '', used: false }
  #count = 0

  /** `where`: the name of the constant that errors take prompt and environment from, if missing variables are errors. */
  constructor(where: string | undefined) {
    this.#where = where ?? ''
  }

  /** Whether the code looks names up in the variables, as `v`. */
  get usesVariables(): boolean {
    return this.#root.used
  }

  /** The expression of a template's text. Statements that it needs go to `statements`. */
  print(nodes: readonly TemplateNode[], indent: string): string {
    if (!nodes.some((node) => node.type === 'section')) {
      return this.#concatenation(nodes, [this.#root])
    }
    const target = this.#name('text')
    this.#append(nodes, target, [this.#root], indent, true)
    return target
  }

  /** Statements that append the text of nodes to the variable `target`, or declare it. */
  #append(
    nodes: readonly TemplateNode[],
    target: string,
    scopes: readonly [Scope, ...Scope[]],
    indent: string,
    declare = false,
  ): void {
    let pending: TemplateNode[] = []
    let declared = !declare
    const flush = (): void => {
      if (pending.length === 0 && declared) return
      const operator = declared ? `${target} +=` : `let ${target} =`
      this.statements.push(`${indent}${operator} ${this.#concatenation(pending, scopes)}`)
      pending = []
      declared = true
    }
    for (const node of nodes) {
      if (node.type !== 'section') {
        pending.push(node)
        continue
      }
      flush()
      const value = this.#helper('list', node.path, scopes)
      if (node.inverted) {
        this.statements.push(`${indent}if (${value}.length === 0) {`)
        this.#append(node.children, target, scopes, `${indent}  `)
      } else {
        const raw = this.#name('item')
        const scope: Scope = { raw, own: `${raw}$`, label: `${label(node.path, scopes)}[].`, used: false }
        this.statements.push(`${indent}for (const ${raw} of ${value}) {`)
        const before = this.statements.length
        this.#append(node.children, target, [scope, ...scopes], `${indent}  `)
        if (scope.used) {
          this.helpers.add('own')
          this.statements.splice(before, 0, `${indent}  const ${scope.own} = $own(${raw})`)
        }
      }
      this.statements.push(`${indent}}`)
    }
    flush()
  }

  #concatenation(nodes: readonly TemplateNode[], scopes: readonly [Scope, ...Scope[]]): string {
    const parts: string[] = []
    for (const node of nodes) {
      if (node.type === 'text') parts.push(stringLiteral(node.text))
      else parts.push(this.#helper('text', node.path, scopes))
    }
    return parts.length === 0 ? "''" : parts.join(' + ')
  }

  #helper(helper: 'text' | 'list', path: Path, scopes: readonly [Scope, ...Scope[]]): string {
    this.helpers.add(helper)
    const value = this.#lookup(path, scopes)
    return this.#where === ''
      ? `$${helper}(${value})`
      : `$${helper}(${value}, ${this.#where}, ${stringLiteral(label(path, scopes))})`
  }

  /** The value of a name: the innermost level that has its first part decides, as mustache has it. */
  #lookup(path: Path, scopes: readonly [Scope, ...Scope[]]): string {
    const [first, ...rest] = path
    if (first === undefined) return scopes[0].raw
    let value = scopes
      .map((scope) => {
        scope.used = true
        return this.#access(scope.own, first)
      })
      .reduceRight((outer, inner) => `(${inner} !== undefined ? ${inner} : ${outer})`)
    for (const name of rest) {
      this.helpers.add('own')
      value = this.#access(`$own(${value})`, name)
    }
    return value
  }

  #access(object: string, name: string): string {
    if (inheritedNames.has(name)) {
      this.helpers.add('field')
      return `$field(${object}, ${stringLiteral(name)})`
    }
    return isIdentifier(name) ? `${object}?.${name}` : `${object}?.[${stringLiteral(name)}]`
  }

  #name(base: string): string {
    return `${base}${++this.#count}`
  }
}

function label(path: Path, scopes: readonly [Scope, ...Scope[]]): string {
  return `${scopes[0].label}${path.length === 0 ? '.' : path.join('.')}`
}
