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

/** `{{> name}}`. */
export interface PartialNode {
  type: 'partial'
  name: string
  /** What every line of the partial is indented by: the space before a tag that stands alone on its line. */
  indentation: string
  /** Offset of the tag in the template. */
  offset: number
}

/** A template's syntax tree as parsed. Comments and standalone lines are already gone. */
export type ParsedNode = TextNode | VariableNode | ParsedSection | PartialNode

/** A section whose partials still stand in it. */
export interface ParsedSection extends Omit<SectionNode, 'children'> {
  children: ParsedNode[]
}

/** Where a partial that includes itself, directly or through others, is rendered. */
export interface RecursionNode {
  type: 'recursion'
  /** Names the partial, and how it is indented, in the template's `recursions`. */
  key: string
}

/** A template's syntax tree with the partials' own in their places. */
export type TemplateNode = TextNode | VariableNode | SectionNode | RecursionNode
