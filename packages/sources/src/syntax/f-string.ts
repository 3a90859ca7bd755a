import { type MustachePart, printMustache } from './mustache-part.ts'
import { SyntaxProblem } from './syntax-problem.ts'

/**
 * Python's f-strings as prompt registries use them: `{name}` is a variable, `{{` and `}}` are braces.
 *
 * @throws {SyntaxProblem} for format specifications, conversions, attributes, indices and single braces.
 */
export function fStringToMustache(text: string): string {
  const parts: MustachePart[] = []
  let at = 0
  for (const match of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g)) {
    parts.push({ text: text.slice(at, match.index) })
    const [found, name] = match
    at = match.index + found.length
    if (found === '{{' || found === '}}') parts.push({ text: found.charAt(0) })
    else parts.push({ tag: `{{${variable(text, match.index, found, name)}}}` })
  }
  parts.push({ text: text.slice(at) })
  return printMustache(parts)
}

function variable(text: string, at: number, construct: string, name: string | undefined): string {
  if (name === undefined) {
    throw new SyntaxProblem(text, at, construct, 'a single brace; a brace that is text is written twice')
  }
  const trimmed = name.trim()
  if (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(trimmed)) return trimmed
  throw new SyntaxProblem(text, at, construct, 'more than the name of a variable')
}
