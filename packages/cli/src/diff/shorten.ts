import type { TextPart } from '@understudy/sources'

/** How much of an unchanged text is shown beside a change, in characters. */
const CONTEXT = 80

/** The parts of a text with the middle of long unchanged ones left out. */
export function shortenParts(parts: readonly TextPart[]): TextPart[] {
  return parts.map(({ kind, text }, i) => {
    if (kind !== 'same' || text.length <= 2 * CONTEXT + 3) return { kind, text }
    const head = i === 0 ? '' : text.slice(0, CONTEXT)
    const tail = i === parts.length - 1 ? '' : text.slice(-CONTEXT)
    return { kind, text: `${head}…${tail}` }
  })
}

/** The JSON of a value in one line, not too long. */
export function shortJson(value: unknown): string {
  const json = typeof value === 'string' ? value : JSON.stringify(value)
  return json.length > 200 ? `${json.slice(0, 199)}…` : json
}
