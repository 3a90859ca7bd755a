import type { JsonObject } from '../template/template.ts'
import type { Shape } from './shape.ts'

/**
 * Values that fit what templates ask of their variables, the same ones every time: a text shows its own name, a section
 * over a list has one item, and a section that is a condition is on.
 */
export function sampleVariables(shape: Shape): JsonObject {
  return sampleFields([shape])
}

function sampleFields(shapes: readonly Shape[]): JsonObject {
  const entries = shapes.flatMap(({ fields }) =>
    [...fields].flatMap(([name, field]) => (field.required ? [[name, sampleOf(name, field)] as const] : [])),
  )
  return Object.fromEntries(entries)
}

function sampleOf(name: string, shape: Shape): JsonObject[string] {
  const { section, item, text, fields } = shape
  if (!section) return fields.size > 0 ? sampleFields([shape]) : placeholder(name)
  // A section over an object has the object itself for its one item.
  if (fields.size > 0) return sampleFields(item ? [shape, item] : [shape])
  const ofItem = item ? sampleFields([item]) : {}
  if (Object.keys(ofItem).length > 0) return [ofItem]
  if (item && (item.text || item.section)) return [placeholder(name)]
  return text ? placeholder(name) : true
}

/** A text that stands for a value. The marks are in no language that a prompt is likely to give a meaning to. */
export function placeholder(name: string): string {
  return `‹${name}›`
}
