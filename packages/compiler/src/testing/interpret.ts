import type { TemplateNode } from '../mustache/syntax-tree.ts'
import type { Recursions } from '../template/template.ts'

/**
 * Renders a syntax tree in the plainest way, as a reference for the generated code. Missing is empty.
 *
 * @param stack The levels, innermost first.
 */
export function interpret(
  nodes: readonly TemplateNode[],
  recursions: Recursions,
  stack: readonly unknown[],
): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text
      if (node.type === 'recursion') return interpret(recursions.get(node.key) ?? [], recursions, stack)
      const value = lookUp(node.path, stack)
      if (node.type === 'variable') return asText(value)
      const items = Array.isArray(value) ? value : value ? [value] : []
      if (node.inverted) return items.length === 0 ? interpret(node.children, recursions, stack) : ''
      return items.map((item) => interpret(node.children, recursions, [item, ...stack])).join('')
    })
    .join('')
}

function lookUp([first, ...rest]: readonly string[], stack: readonly unknown[]): unknown {
  if (first === undefined) return stack[0]
  let value = stack.map((level) => property(level, first)).find((found) => found !== undefined)
  for (const name of rest) value = property(value, name)
  return value
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function asText(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'function') return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
