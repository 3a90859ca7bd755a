import { stringLiteral } from '../generate/literals.ts'
import { escapePointer } from './json-pointer.ts'

/** A JSON Pointer in generated code: texts that are known, and expressions that give one reference token each. */
export type ValuePath = readonly (string | { code: string })[]

/** The path of a property whose name is known. */
export function atName(path: ValuePath, name: string): ValuePath {
  return [...path, `/${escapePointer(name)}`]
}

/** The path of an item or property whose reference token is an expression. */
export function atCode(path: ValuePath, code: string): ValuePath {
  return [...path, '/', { code }]
}

/** The expression of a path with something behind it. */
export function pathExpression(path: ValuePath, ...behind: ValuePath): string {
  const pieces: string[] = []
  let text = ''
  for (const part of [...path, ...behind]) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    // The first piece is a string, so that what follows is concatenated.
    if (text !== '' || pieces.length === 0) pieces.push(stringLiteral(text))
    text = ''
    pieces.push(part.code)
  }
  if (text !== '' || pieces.length === 0) pieces.push(stringLiteral(text))
  return pieces.join(' + ').replace(/^'' \+ (?=error\d)/, '')
}
