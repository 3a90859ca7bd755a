import { nearest } from '../nearest.ts'
import { parseTemplate } from './parse-template.ts'
import type { ParsedNode, PartialNode, TemplateNode } from './syntax-tree.ts'
import { TemplateSyntaxError } from './template-syntax-error.ts'

/** The partials of a project, by name. */
export type Partials = Pick<ReadonlyMap<string, { readonly text: string }>, 'get' | 'keys'>

export interface ExpandedTemplate {
  nodes: TemplateNode[]
  /** The partials that include themselves, by the key of their `RecursionNode`s. */
  recursions: Map<string, TemplateNode[]>
  /** The names of all partials that the template uses, also through others. */
  used: Set<string>
}

/** A partial that is being expanded. */
interface Frame {
  name: string
  key: string
  /** Whether a section has been entered since: only that can end a recursion. */
  inSection: boolean
}

/**
 * Parses a template and puts the partials' own syntax trees in their places.
 *
 * @throws {TemplateSyntaxError} also for a partial that does not exist, or includes itself without end.
 */
export function expandPartials(template: string, partials: Partials): ExpandedTemplate {
  const recursions = new Map<string, TemplateNode[]>()
  const recursiveKeys = new Set<string>()
  const used = new Set<string>()
  return { nodes: expand(parseTemplate(template), []), recursions, used }

  function expand(nodes: readonly ParsedNode[], frames: readonly Frame[]): TemplateNode[] {
    return nodes.flatMap((node): TemplateNode[] => {
      if (node.type === 'partial') return expandPartial(node, frames)
      if (node.type !== 'section') return [node]
      const inside = node.inverted ? frames : frames.map((frame) => ({ ...frame, inSection: true }))
      return [{ ...node, children: expand(node.children, inside) }]
    })
  }

  function expandPartial(node: PartialNode, frames: readonly Frame[]): TemplateNode[] {
    const { name, indentation } = node
    const includer = frames.at(-1)?.name
    const text = partials.get(name)?.text
    if (text === undefined) throw unknownPartial(node, partials, includer)
    used.add(name)
    const key = JSON.stringify([name, indentation])
    const running = frames.findLast((frame) => frame.name === name)
    if (running && indentation !== '') {
      throw new TemplateSyntaxError(
        `the partial ${name} includes itself on an indented line of its own`,
        node.offset,
        'Its text would move further right each time: write the tag at the beginning of the line.',
        includer,
      )
    }
    if (running && !running.inSection) {
      throw new TemplateSyntaxError(
        `the partial ${name} includes itself without end`,
        node.offset,
        'Put the tag into a section, for instance one over a list, so that it ends where the data ends.',
        includer,
      )
    }
    if (frames.some((frame) => frame.key === key)) {
      recursiveKeys.add(key)
      return [{ type: 'recursion', key }]
    }
    const parsed = parsePartial(name, text, indentation)
    const expanded = expand(parsed, [...frames, { name, key, inSection: false }])
    if (!recursiveKeys.has(key)) return expanded
    recursions.set(key, expanded)
    return [{ type: 'recursion', key }]
  }
}

function parsePartial(name: string, text: string, indentation: string): ParsedNode[] {
  try {
    const nodes = parseTemplate(text)
    if (indentation === '') return nodes
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    throw new TemplateSyntaxError(error.message, error.offset, error.hint, name)
  }
  return parseTemplate(text.replace(/(?<=^|\n)(?=[^\r\n])/g, indentation))
}

function unknownPartial(
  node: PartialNode,
  partials: Partials,
  includer: string | undefined,
): TemplateSyntaxError {
  const guess = nearest(node.name, partials.keys())
  return new TemplateSyntaxError(
    `there is no partial ${node.name}`,
    node.offset,
    guess ? `Did you mean {{> ${guess}}}?` : `Add the file _partials/${node.name}.mustache.`,
    includer,
  )
}
