/** A part of a mustache template that is being written. */
export type MustachePart =
  /** Text that must come out as it is. */
  | { text: string }
  /** A tag, with its braces. Tags of blocks never take their line with them, unless they are `standalone`. */
  | { tag: string; block?: boolean; standalone?: boolean }

/** Changes the delimiters around what would be a tag otherwise. */
const asText = (braces: string) => `{{=<% %>=}}${braces}<%={{ }}=%>`

/** Writes a mustache template that renders the parts and nothing else. */
export function printMustache(parts: readonly MustachePart[]): string {
  const joined = joinTexts(parts)
  return joined
    .map((part, i) => {
      if ('text' in part) return escapeTags(part.text, joined[i + 1] !== undefined)
      // With a second tag on its line, a tag is not alone on it.
      const isAlone = part.block && !part.standalone && standsAlone(joined[i - 1], joined[i + 1])
      return isAlone ? `${part.tag}{{!}}` : part.tag
    })
    .join('')
}

function joinTexts(parts: readonly MustachePart[]): MustachePart[] {
  const joined: MustachePart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if ('text' in part && part.text === '') continue
    if ('text' in part && last && 'text' in last) joined[joined.length - 1] = { text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}

function escapeTags(text: string, beforeTag: boolean): string {
  const escaped = text.replaceAll('{{', asText('{{'))
  return beforeTag && escaped.endsWith('{') ? `${escaped.slice(0, -1)}${asText('{')}` : escaped
}

function standsAlone(before: MustachePart | undefined, after: MustachePart | undefined): boolean {
  if (before && 'tag' in before) return false
  if (after && 'tag' in after) return false
  return /(^|\n)[ \t]*$/.test(before?.text ?? '') && /^[ \t]*(\r?\n|$)/.test(after?.text ?? '')
}
