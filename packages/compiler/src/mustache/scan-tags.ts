import { TemplateSyntaxError } from './template-syntax-error.ts'

export type TagKind = 'variable' | 'section' | 'inverted' | 'close' | 'comment' | 'delimiters' | 'partial'

/** One tag of a template. */
export interface Tag {
  kind: TagKind
  /** What stands in it, without its sigil and surrounding space. */
  content: string
  /** The tag as written. */
  source: string
  offset: number
  /** Where the text before it ends: before the indentation if the tag stands alone on its line. */
  textEnd: number
  /** Where the text after it begins: on the next line if the tag stands alone on its line. */
  textStart: number
}

const sigils: { [sigil: string]: TagKind } = {
  '#': 'section',
  '^': 'inverted',
  '/': 'close',
  '!': 'comment',
  '=': 'delimiters',
  '>': 'partial',
  '&': 'variable',
  '{': 'variable',
}

/**
 * Finds the tags of a template in order, and which of them stand alone on their line.
 *
 * @throws {TemplateSyntaxError}
 */
export function* scanTags(template: string): Generator<Tag> {
  let [open, close] = ['{{', '}}']
  let position = 0
  for (;;) {
    const offset = template.indexOf(open, position)
    if (offset < 0) return
    const sigil = template[offset + open.length] ?? ''
    const kind = sigils[sigil] ?? 'variable'
    const start = offset + open.length + (sigil in sigils ? 1 : 0)
    const closing = sigil === '{' ? `}${close}` : sigil === '=' ? `=${close}` : close
    const end = template.indexOf(closing, start)
    if (end < 0) {
      throw new TemplateSyntaxError(
        `the tag ${excerpt(template.slice(offset))} is never closed`,
        offset,
        `Close it with ${closing}, or write literal braces by changing the delimiters: {{=<% %>=}}.`,
      )
    }
    const after = end + closing.length
    const content = template.slice(start, end).trim()
    const source = template.slice(offset, after)
    const line = kind === 'variable' ? undefined : standaloneLine(template, offset, after)
    yield {
      kind,
      content,
      source,
      offset,
      textEnd: line?.start ?? offset,
      textStart: line?.end ?? after,
    }
    if (kind === 'delimiters') [open, close] = parseDelimiters(content, source, offset)
    position = after
  }
}

/** The line around a tag if nothing but blanks stands on it beside the tag. */
function standaloneLine(
  template: string,
  offset: number,
  after: number,
): { start: number; end: number } | undefined {
  let start = offset
  while (start > 0 && isBlank(template[start - 1])) start--
  if (start > 0 && template[start - 1] !== '\n') return undefined
  let end = after
  while (isBlank(template[end])) end++
  if (end === template.length) return { start, end }
  if (template[end] === '\r' && template[end + 1] === '\n') return { start, end: end + 2 }
  return template[end] === '\n' ? { start, end: end + 1 } : undefined
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

function parseDelimiters(content: string, source: string, offset: number): [string, string] {
  const [open, close, ...rest] = content.split(/\s+/)
  if (!open || !close || rest.length > 0 || content.includes('=')) {
    throw new TemplateSyntaxError(
      `${source} does not set two delimiters`,
      offset,
      'Write both, with a space between them: {{=<% %>=}}.',
    )
  }
  return [open, close]
}

function excerpt(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 30 ? `${line.slice(0, 30)}…` : line
}
