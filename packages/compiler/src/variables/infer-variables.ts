import type { Path, TemplateNode } from '../mustache/syntax-tree.ts'
import type { Recursions } from '../template/template.ts'
import { emptyShape, fieldOf, itemOf, type Shape } from './shape.ts'

/** Text whose variables are to be inferred. */
export interface TextTemplate {
  nodes: readonly TemplateNode[]
  recursions: Recursions
}

/** A level of the context stack: the variables, or the items of a section. */
interface Scope {
  shape: Shape
  /** Names that are used at this level itself, not only in sections inside it. */
  names: ReadonlySet<string>
}

/**
 * Infers from templates what variables they need together.
 *
 * A name in a section may belong to the section's item or to something further out; which one is only
 * known at run time. It is taken for the item's, unless a level further out uses the name itself: then
 * it is that level's, and the item may have it too. A partial that includes itself is followed once.
 */
export function inferVariables(templates: readonly TextTemplate[]): Shape {
  const shape = emptyShape()
  const names = new Set(templates.flatMap(({ nodes, recursions }) => [...namesAt(nodes, recursions, [])]))
  for (const { nodes, recursions } of templates) infer(nodes, recursions, [{ shape, names }], [])
  return shape
}

/** `scopes`: innermost first. `running`: the recursions that are being followed. */
function infer(
  nodes: readonly TemplateNode[],
  recursions: Recursions,
  scopes: readonly [Scope, ...Scope[]],
  running: readonly string[],
): void {
  for (const node of nodes) {
    if (node.type === 'text') continue
    if (node.type === 'recursion') {
      if (running.includes(node.key)) continue
      infer(recursions.get(node.key) ?? [], recursions, scopes, [...running, node.key])
      continue
    }
    const shape = resolve(node.path, scopes)
    if (node.type === 'variable') {
      shape.text = true
      continue
    }
    shape.section = true
    const inner: Scope = { shape: itemOf(shape), names: namesAt(node.children, recursions, running) }
    infer(node.children, recursions, node.inverted ? scopes : [inner, ...scopes], running)
  }
}

function resolve(path: Path, scopes: readonly [Scope, ...Scope[]]): Shape {
  const [first, ...rest] = path
  if (first === undefined) return scopes[0].shape
  const owner = scopes.findIndex((scope, depth) => depth > 0 && scope.names.has(first))
  for (const scope of scopes.slice(0, Math.max(0, owner))) fieldOf(scope.shape, first)
  let shape = fieldOf((scopes[owner] ?? scopes[0]).shape, first)
  shape.required = true
  for (const name of rest) {
    shape = fieldOf(shape, name)
    shape.required = true
  }
  return shape
}

/** The names that nodes use at their own level. */
function namesAt(
  nodes: readonly TemplateNode[],
  recursions: Recursions,
  running: readonly string[],
): Set<string> {
  const names = new Set<string>()
  const add = (children: readonly TemplateNode[], followed: readonly string[]): void => {
    for (const name of namesAt(children, recursions, followed)) names.add(name)
  }
  for (const node of nodes) {
    if (node.type === 'text') continue
    if (node.type === 'recursion') {
      if (!running.includes(node.key)) add(recursions.get(node.key) ?? [], [...running, node.key])
      continue
    }
    const [first] = node.path
    if (first !== undefined) names.add(first)
    if (node.type === 'section' && node.inverted) add(node.children, running)
  }
  return names
}
