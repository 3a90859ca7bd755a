import { propertyName, stringLiteral } from '../generate/literals.ts'
import { pathExpression, type ValuePath } from './value-path.ts'

/** A value in generated code. */
export interface Place {
  /** A variable, or a property of one. */
  code: string
  path: ValuePath
}

/** Returns a problem with the place. */
export function fail(place: Place, problem: string): string {
  return `return ${pathExpression(place.path, `: ${problem}`)}`
}

/** Reads a property. */
export function propertyAccess(object: string, name: string): string {
  return /^[\w$]+$/.test(propertyName(name)) ? `${object}.${name}` : `${object}[${stringLiteral(name)}]`
}

/** A number with its noun. */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}

/** Lines of an inner block. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** `if … else if … else`. */
export function chain(
  branches: readonly { test: string; body: readonly string[] }[],
  last: readonly string[],
): string[] {
  if (branches.length === 0) return [...last]
  const lines = branches.flatMap(({ test, body }, i) => [
    `${i === 0 ? '' : '} else '}if (${test}) {`,
    ...indented(body),
  ])
  const [first] = last
  if (first === undefined) return [...lines, '}']
  if (last.length === 1 && first.startsWith('if (')) return [...lines, `} else ${first}`]
  return [...lines, '} else {', ...indented(last), '}']
}
