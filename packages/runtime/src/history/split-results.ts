import type { Part, ToolResultPart, Turn } from './turn.ts'

/** The tool results of a turn, and the rest: every api wants the results directly behind the calls. */
export function splitResults({ parts }: Turn): [ToolResultPart[], Exclude<Part, ToolResultPart>[]] {
  const results: ToolResultPart[] = []
  const rest: Exclude<Part, ToolResultPart>[] = []
  for (const part of parts) {
    if (part.type === 'tool_result') results.push(part)
    else rest.push(part)
  }
  return [results, rest]
}
