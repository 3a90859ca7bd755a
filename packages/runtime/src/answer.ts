import type { Part } from './adapter.ts'
import type { ToolCall, Usage } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import type { Failure } from './policy/classify.ts'
import type { Candidate } from './prompt.ts'

type Content = Exclude<Part, { type: 'response' | 'finish' | 'usage' }>

/** An answer as it grows out of its parts. */
export class Answer {
  text = ''
  /** The model's wording of a refusal. */
  refusal = ''
  /** Whether the model was seen thinking. */
  reasoned = false
  /** Its type is what the candidate's validator vouches for. */
  declare data: never
  usage: Usage | 'unknown' = 'unknown'
  declare status?: number
  declare requestId?: string | undefined
  /** What the terminal part says. Without it no answer is whole. */
  declare reason?: 'stop' | FailureKind | undefined
  declare code?: string | undefined
  readonly #calls: Record<number, ToolCall> = {}

  /** Adds a part. Returns whether it is content: a sign that the model is at work. */
  add(part: Part): part is Content {
    switch (part.type) {
      case 'response':
      case 'usage':
      case 'finish':
        Object.assign(this, part)
        return false
      case 'tool': {
        const { index, id = '', name = '' } = part
        if (name) this.#calls[index] ??= { id, name, arguments: '' }
        const call = this.#calls[index]
        if (call) call.arguments += part.arguments
        break
      }
      case 'reasoning':
        this.reasoned = true
        break
      default:
        this[part.type] += part.text
    }
    return true
  }

  /** The tool calls in the order of their index. A call without arguments has `{}`. */
  get toolCalls(): ToolCall[] {
    return Object.values(this.#calls).map((call) => ({ ...call, arguments: call.arguments || '{}' }))
  }

  /**
   * Why the answer is none: `undefined` when it is whole. Reads the text as the JSON that the template's output schema
   * asks for, into `data`, unless tools are called and there is no text yet.
   */
  check(parseOutput: Candidate['parseOutput']): Failure | undefined {
    const { reason: kind = 'truncated', code } = this
    if (kind !== 'stop') return { kind, code }
    if (this.refusal) return { kind: 'refusal' }
    if (!this.text) return this.toolCalls.length ? undefined : { kind: 'empty' }
    if (!parseOutput) return undefined
    let parsed: { data?: unknown; problem?: string } = { problem: 'no JSON' }
    let cause: unknown
    try {
      parsed = parseOutput(JSON.parse(this.text))
    } catch (error) {
      cause = error
    }
    this.data = parsed.data as never
    return parsed.problem ? { kind: 'invalid_output', code: parsed.problem, cause } : undefined
  }
}
