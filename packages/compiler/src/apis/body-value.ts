import type { TemplateNode } from '../mustache/syntax-tree.ts'
import type { Json } from '../template/template.ts'

/**
 * A request body before its values are known. An api builds it from a template; the printers turn it
 * into code and types.
 */
export type BodyValue =
  /** A constant. `type` where its own literal type is not the one to declare. */
  | { kind: 'literal'; value: Json; type?: string }
  /** A string that is rendered from a template. */
  | { kind: 'text'; content: TemplateNode[] }
  /** A value for a media slot, as the helper of `@understudy/runtime/template` writes it. */
  | { kind: 'media'; slot: string; helper: string; type: string }
  | { kind: 'object'; fields: BodyField[] }
  | { kind: 'array'; items: (BodyValue | HistorySlot)[] }

/** A field of a request body. */
export type BodyField = [name: string, value: BodyValue]

/** Where the history's turns are spread into an array. */
export interface HistorySlot {
  kind: 'history'
  /** The helper that writes a plain text turn as the api wants it; none where it stands as it is. */
  helper?: string
}

/** A constant. */
export function literal(value: Json, type?: string): BodyValue {
  return type === undefined ? { kind: 'literal', value } : { kind: 'literal', value, type }
}

/** An object of the given fields; undefined ones are left out. */
export function object(fields: { [name: string]: BodyValue | undefined }): BodyValue {
  return {
    kind: 'object',
    fields: Object.entries(fields).filter((field): field is BodyField => field[1] !== undefined),
  }
}

/** An array. */
export function array(items: (BodyValue | HistorySlot)[]): BodyValue {
  return { kind: 'array', items }
}

/** A text that is rendered. */
export function text(content: TemplateNode[]): BodyValue {
  return { kind: 'text', content }
}
