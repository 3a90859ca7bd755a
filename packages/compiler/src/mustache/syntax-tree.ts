/**
 * A name as a template writes it: `a.b` is `['a', 'b']`; the implicit iterator `.` is `[]`.
 */
export type Path = readonly string[]

/** Text that stands in the template. */
export interface TextNode {
  type: 'text'
  text: string
}

/** `{{x}}`, `{{{x}}}` or `{{&x}}`: all the same, since nothing is escaped. */
export interface VariableNode {
  type: 'variable'
  path: Path
  /** Offset of the tag in the template. */
  offset: number
}

/** `{{#x}}…{{/x}}`, or inverted `{{^x}}…{{/x}}`. */
export interface SectionNode {
  type: 'section'
  path: Path
  inverted: boolean
  children: TemplateNode[]
  /** Offset of the opening tag in the template. */
  offset: number
}

/** A template's syntax tree. Comments and standalone lines are already gone. */
export type TemplateNode = TextNode | VariableNode | SectionNode
