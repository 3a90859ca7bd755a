import { parseName, parsePartialName } from './parse-name.ts'
import { scanTags, type Tag } from './scan-tags.ts'
import type { ParsedNode, ParsedSection } from './syntax-tree.ts'
import { TemplateSyntaxError } from './template-syntax-error.ts'

/**
 * Parses a mustache template into its syntax tree, after the mustache specification:
 * interpolation, sections, inverted sections, comments, set delimiters, partials and standalone lines.
 *
 * @see https://github.com/mustache/spec
 * @throws {TemplateSyntaxError}
 */
export function parseTemplate(template: string): ParsedNode[] {
  const root: ParsedNode[] = []
  const open: { node: ParsedSection; tag: Tag }[] = []
  let children = root
  let position = 0

  const addText = (end: number): void => {
    if (end > position) children.push({ type: 'text', text: template.slice(position, end) })
  }

  for (const tag of scanTags(template)) {
    addText(tag.textEnd)
    position = tag.textStart
    if (tag.kind === 'comment' || tag.kind === 'delimiters') continue
    if (tag.kind === 'partial') {
      children.push({
        type: 'partial',
        name: parsePartialName(tag),
        indentation: template.slice(tag.textEnd, tag.offset),
        offset: tag.offset,
      })
      continue
    }
    if (tag.kind === 'close') {
      const last = open.pop()
      closeSection(tag, last?.tag)
      children = open.at(-1)?.node.children ?? root
      continue
    }
    const path = parseName(tag)
    if (tag.kind === 'variable') {
      children.push({ type: 'variable', path, offset: tag.offset })
      continue
    }
    const node: ParsedSection = {
      type: 'section',
      path,
      inverted: tag.kind === 'inverted',
      children: [],
      offset: tag.offset,
    }
    children.push(node)
    open.push({ node, tag })
    children = node.children
  }

  const unclosed = open.at(-1)
  if (unclosed) {
    const { tag } = unclosed
    throw new TemplateSyntaxError(
      `the section ${tag.source} is never closed`,
      tag.offset,
      `Close it with {{/${tag.content}}}.`,
    )
  }
  addText(template.length)
  return root
}

function closeSection(tag: Tag, opened: Tag | undefined): void {
  if (!opened) {
    throw new TemplateSyntaxError(
      `${tag.source} closes a section that was never opened`,
      tag.offset,
      `Open it before with {{#${tag.content}}}, or remove this tag.`,
    )
  }
  if (opened.content !== tag.content) {
    throw new TemplateSyntaxError(
      `${tag.source} closes another section than the open one, ${opened.source}`,
      tag.offset,
      `Write {{/${opened.content}}} here first: sections close in the reverse order of opening.`,
    )
  }
}
