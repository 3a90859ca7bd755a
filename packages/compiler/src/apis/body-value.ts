import type { TemplateNode } from '../mustache/syntax-tree.ts'
import type { Json } from '../template/template.ts'

/**
 * A request body before its values are known. An api builds it from a template; the printers turn it
 * into code and types.
 */
export type BodyValue =
  | { kind: 'literal'; value: Json }
  /** A string that is rendered from a template. */
  | { kind: 'text'; content: TemplateNode[] }
  | { kind: 'object'; fields: [name: string, value: BodyValue][] }
  | { kind: 'array'; items: (BodyValue | HistorySlot)[] }

/** Where the history's turns are spread into an array. */
export interface HistorySlot {
  kind: 'history'
}
