import type { Path, SectionNode, TemplateNode } from '../mustache/syntax-tree.ts'
import type { Recursions, Template } from '../template/template.ts'
import { DeclaredInputs, itemsOf, type LevelPath } from '../variables/declared-inputs.ts'
import { isIdentifier, stringLiteral } from './literals.ts'

/** Names that every object or array inherits: they need a look at own properties only. */
const inheritedNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
])

/** A level of the context stack, as the variables that hold it in the generated code. */
interface Scope {
  /** The value itself. */
  raw: string
  /** The value as something whose properties are its own. */
  own: string
  /** How an error names the level: `passages[].`, or nothing at the root. */
  label: string
  /** The way to the level from the variables. */
  level: LevelPath
  /** Whether a name was looked up in it. */
  used: boolean
}

type Scopes = readonly [Scope, ...Scope[]]

/** The levels that the caller of a partial's function hands over, innermost first. */
const stack = 'stack'

/**
 * Prints the code that renders templates of one candidate: statements that go before the request body,
 * an expression for each text, and functions for partials that include themselves.
 */
export class TextPrinter {
  /** Which helpers of `@understudy/runtime/template` the code calls. */
  readonly helpers: Set<string> = new Set()
  /** The functions that the code calls, by the key of the recursion. */
  readonly #functions = new Map<string, { name: string; lines: string[] }>()
  readonly #constant: string
  readonly #where: string
  readonly #recursions: Recursions
  readonly #inputs: DeclaredInputs | undefined
  readonly #root: Scope = { raw: 'variables', own: 'v', label: '', level: [], used: false }
  #lines: string[] = []
  #count = 0

  /**
   * @param constant What the candidate is called in the module.
   * @param where The constant that errors take prompt and environment from; '' if a missing variable is empty.
   */
  constructor(
    constant: string,
    where: string,
    { recursions, inputs }: Pick<Template, 'recursions' | 'inputs'>,
  ) {
    this.#constant = constant
    this.#where = where
    this.#recursions = recursions
    this.#inputs = inputs && new DeclaredInputs(inputs)
  }

  /** Statements to run before the expressions that `print` returned. */
  get statements(): readonly string[] {
    return this.#lines
  }

  /** Functions that stand in the module, before the candidate. */
  get functions(): readonly string[] {
    return [...this.#functions.values()].flatMap(({ lines }) => lines)
  }

  /** Whether the code looks names up in the variables, as `v`. */
  get usesVariables(): boolean {
    return this.#root.used
  }

  /** The expression of a template's text. Statements that it needs go to `statements`, indented. */
  print(nodes: readonly TemplateNode[], indent: string): string {
    return this.#print(nodes, [this.#root], indent)
  }

  #print(nodes: readonly TemplateNode[], scopes: Scopes, indent: string): string {
    if (!nodes.some((node) => node.type === 'section')) return this.#concatenation(nodes, scopes)
    const target = this.#name('text')
    this.#append(nodes, target, scopes, indent, true)
    return target
  }

  /** Statements that append the text of nodes to the variable `target`, or declare it. */
  #append(
    nodes: readonly TemplateNode[],
    target: string,
    scopes: Scopes,
    indent: string,
    declare = false,
  ): void {
    let pending: TemplateNode[] = []
    let declared = !declare
    const flush = (): void => {
      if (pending.length === 0 && declared) return
      const operator = declared ? `${target} +=` : `let ${target} =`
      this.#lines.push(`${indent}${operator} ${this.#concatenation(pending, scopes)}`)
      pending = []
      declared = true
    }
    for (const node of nodes) {
      if (node.type !== 'section') {
        pending.push(node)
        continue
      }
      flush()
      this.#section(node, target, scopes, indent)
    }
    flush()
  }

  #section(node: SectionNode, target: string, scopes: Scopes, indent: string): void {
    const value = this.#helper('list', node.path, scopes)
    if (node.inverted) {
      this.#lines.push(`${indent}if (${value}.length === 0) {`)
      this.#append(node.children, target, scopes, `${indent}  `)
    } else {
      const raw = this.#name('item')
      const scope: Scope = {
        raw,
        own: `${raw}$`,
        label: `${label(node.path, scopes)}[].`,
        level: itemsOf(scopes[0].level, node.path),
        used: false,
      }
      this.#lines.push(`${indent}for (const ${raw} of ${value}) {`)
      const before = this.#lines.length
      this.#append(node.children, target, [scope, ...scopes], `${indent}  `)
      if (scope.used) {
        this.helpers.add('own')
        this.#lines.splice(before, 0, `${indent}  const ${scope.own} = $own(${raw})`)
      }
    }
    this.#lines.push(`${indent}}`)
  }

  #concatenation(nodes: readonly TemplateNode[], scopes: Scopes): string {
    const parts = nodes.flatMap((node) => {
      if (node.type === 'text') return [stringLiteral(node.text)]
      if (node.type === 'variable') return [this.#helper('text', node.path, scopes)]
      if (node.type === 'recursion') return [this.#call(node.key, scopes)]
      return []
    })
    return parts.length === 0 ? "''" : parts.join(' + ')
  }

  /** A call of a partial's function, with the levels that the partial can see. */
  #call(key: string, scopes: Scopes): string {
    let callee = this.#functions.get(key)
    if (!callee) {
      callee = { name: `${this.#constant}Partial${this.#functions.size + 1}`, lines: [] }
      this.#functions.set(key, callee)
      const outer = this.#lines
      this.#lines = callee.lines
      this.#lines.push(`function ${callee.name}(${stack}) {`)
      const scope: Scope = { raw: `${stack}[0]`, own: stack, label: '', level: [], used: false }
      const text = this.#print(this.#recursions.get(key) ?? [], [scope], '  ')
      this.#lines.push(`  return ${text}`, '}', '')
      this.#lines = outer
    }
    return `${callee.name}([${scopes.map((scope) => (scope.own === stack ? `...${stack}` : scope.raw)).join(', ')}])`
  }

  #helper(helper: 'text' | 'list', path: Path, scopes: Scopes): string {
    this.helpers.add(helper)
    const value = this.#lookup(path, scopes)
    const mayBeMissing =
      this.#inputs?.find(
        path,
        scopes.map(({ level }) => level),
      ) === 'optional'
    return this.#where === '' || mayBeMissing
      ? `$${helper}(${value})`
      : `$${helper}(${value}, ${this.#where}, ${stringLiteral(label(path, scopes))})`
  }

  /** The value of a name: the innermost level that has its first part decides, as mustache has it. */
  #lookup(path: Path, scopes: Scopes): string {
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
    if (object === stack || inheritedNames.has(name)) {
      const helper = object === stack ? 'find' : 'field'
      this.helpers.add(helper)
      return `$${helper}(${object}, ${stringLiteral(name)})`
    }
    return isIdentifier(name) ? `${object}?.${name}` : `${object}?.[${stringLiteral(name)}]`
  }

  #name(base: string): string {
    return `${base}${++this.#count}`
  }
}

function label(path: Path, scopes: Scopes): string {
  return `${scopes[0].label}${path.length === 0 ? '.' : path.join('.')}`
}
