import type { Shape } from '../variables/shape.ts'
import { typePropertyName } from './literals.ts'

const interpolated = 'string | number | boolean | object'

/** The fields of the variables' interface, a line each. With `optional`, any of them may be missing. */
export function printFields(shape: Shape, indent: string, optional: boolean): string[] {
  return [...shape.fields].map(([name, field]) => {
    const mayMiss = optional || !field.required
    const type = printShape(field, indent, optional)
    return `${indent}${typePropertyName(name)}${mayMiss ? '?' : ''}: ${type}${optional ? ' | null | undefined' : ''}`
  })
}

function printShape(shape: Shape, indent: string, optional: boolean): string {
  const own = shape.fields.size > 0
  if (!shape.section) return own ? printObject([shape], indent, optional) : interpolated
  const item = shape.item
  const hasRequired = item !== undefined && [...item.fields.values()].some((field) => field.required)
  const text = shape.text ? 'string | number | boolean | ' : ''
  if (hasRequired) {
    const object = printObject([shape, item], indent, optional)
    return own ? `${text}${object} | false | null` : `${text}readonly ${object}[] | ${object} | false | null`
  }
  if (own) return `${text}${printObject([shape], indent, optional)} | false | null`
  if (item && (item.text || item.section))
    return `readonly (${interpolated})[] | string | number | boolean | null`
  return `${interpolated} | null`
}

function printObject(shapes: readonly Shape[], indent: string, optional: boolean): string {
  const lines = shapes.flatMap((shape) => printFields(shape, `${indent}  `, optional))
  return `{\n${[...new Set(lines)].join('\n')}\n${indent}}`
}
