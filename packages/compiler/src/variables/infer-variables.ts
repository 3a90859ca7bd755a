import type { Path, TemplateNode } from '../mustache/syntax-tree.ts'
import { emptyShape, fieldOf, itemOf, type Shape } from './shape.ts'

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
 * it is that level's, and the item may have it too.
 */
export function inferVariables(templates: readonly (readonly TemplateNode[])[]): Shape {
  const variables = emptyShape()
  const root: Scope = { shape: variables, names: namesAt(templates.flat()) }
  for (const nodes of templates) infer(nodes, [root])
  return variables
}

/** `scopes`: innermost first. */
function infer(nodes: readonly TemplateNode[], scopes: readonly [Scope, ...Scope[]]): void {
  for (const node of nodes) {
    if (node.type === 'text') continue
    const shape = resolve(node.path, scopes)
    if (node.type === 'variable') {
      shape.text = true
      continue
    }
    shape.section = true
    if (node.inverted) infer(node.children, scopes)
    else infer(node.children, [{ shape: itemOf(shape), names: namesAt(node.children) }, ...scopes])
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

function namesAt(nodes: readonly TemplateNode[]): Set<string> {
  const names = new Set<string>()
  for (const node of nodes) {
    if (node.type === 'text') continue
    const [first] = node.path
    if (first !== undefined) names.add(first)
    if (node.type === 'section' && node.inverted) for (const name of namesAt(node.children)) names.add(name)
  }
  return names
}
