import {
  type Json,
  type JsonObject,
  type ParsedNode,
  parseTemplate,
  TemplateSyntaxError,
} from '@understudy/compiler'
import { RegistryError } from '../registry-error.ts'

const MOST_TEXT = 10_000_000
/** Also a loop that writes nothing must end. */
const MOST_STEPS = 200_000
const DEEPEST = 100

interface Work {
  text: string[]
  length: number
  steps: number
}

/**
 * Fills a template in, by the rules of the compiler's generated code with `missing: 'empty'`: one pass, own properties
 * only, nothing escaped, objects as JSON.
 *
 * @throws {RegistryError} when the text is no template, or becomes too long.
 */
export function renderTemplate(template: string, variables: JsonObject): string {
  const work: Work = { text: [], length: 0, steps: 0 }
  render(parse(template), [variables], work, 0)
  return work.text.join('')
}

/** @throws {RegistryError} naming the place, when a text is no template. */
export function checkTemplate(template: string, path: string): void {
  parse(template, path)
}

function parse(template: string, path = 'content'): ParsedNode[] {
  try {
    return parseTemplate(template)
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    throw new RegistryError('invalid_request', `The template is malformed: ${error.message}.`, [
      { path, message: `${error.message}, at character ${error.offset + 1}. ${error.hint}` },
    ])
  }
}

/** @param stack The levels, innermost first. */
function render(nodes: readonly ParsedNode[], stack: readonly Json[], work: Work, depth: number): void {
  if (depth > DEEPEST) throw new RegistryError('invalid_request', 'The sections are nested too deep.')
  const write = (part: string): void => {
    work.length += part.length
    work.text.push(part)
  }
  work.steps += 1 + nodes.length
  for (const node of nodes) {
    if (work.length > MOST_TEXT || work.steps > MOST_STEPS) {
      throw new RegistryError('invalid_request', 'The template becomes too long.')
    }
    if (node.type === 'text') write(node.text)
    else if (node.type === 'variable') write(asText(lookUp(node.path, stack)))
    else if (node.type === 'section') {
      const value = lookUp(node.path, stack)
      const items = Array.isArray(value) ? value : value ? [value] : []
      if (node.inverted && items.length === 0) render(node.children, stack, work, depth + 1)
      if (!node.inverted) for (const item of items) render(node.children, [item, ...stack], work, depth + 1)
    }
  }
}

function lookUp([first, ...rest]: readonly string[], stack: readonly Json[]): Json | undefined {
  if (first === undefined) return stack[0]
  let value = property(
    stack.find((level) => property(level, first) !== undefined),
    first,
  )
  for (const name of rest) value = property(value, name)
  return value
}

function property(value: Json | undefined, name: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value))
    return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function asText(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
