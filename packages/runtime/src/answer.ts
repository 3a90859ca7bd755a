import type { Part } from './adapter.ts'
import type { ToolCall, Usage } from './completion.ts'
import type { Failure } from './policy/classify.ts'
import type { Candidate } from './prompt.ts'

/** An answer as it grows out of its parts. */
export class Answer {
  text = ''
  /** The model's wording of a refusal. */
  refusal = ''
  /** Whether the model was seen thinking. */
  reasoned = false
  /** Its type is what the candidate's validator vouches for. */
  data = undefined as never
  usage: Usage | 'unknown' = 'unknown'
  /** The terminal part. */
  finish: (Part & { type: 'finish' }) | undefined
  readonly #calls: Record<number, ToolCall> = {}

  /** Adds a part. Returns whether it is content: a sign that the model is at work. */
  add(
    part: Exclude<Part, { type: 'response' }>,
  ): part is Exclude<Part, { type: 'response' | 'finish' | 'usage' }> {
    if (part.type === 'finish') this.finish = part
    else if (part.type === 'usage') this.usage = part.usage
    else {
      if (part.type === 'reasoning') this.reasoned = true
      else if (part.type !== 'tool') this[part.type] += part.text
      else {
        const { index, id = '', name = '' } = part
        if (name) this.#calls[index] ??= { id, name, arguments: '' }
        const call = this.#calls[index]
        if (call) call.arguments += part.arguments
      }
      return true
    }
    return false
  }

  /** The tool calls in the order of their index. A call without arguments has `{}`. */
  get toolCalls(): ToolCall[] {
    return Object.values(this.#calls).map((call) => ({ ...call, arguments: call.arguments || '{}' }))
  }

  /**
   * Reads the text as the JSON that the template's output schema asks for, into `data`.
   *
   * Returns what is wrong with it, if anything is. An answer that calls tools has no such text yet.
   */
  parse(parseOutput: Candidate['parseOutput']): Failure | undefined {
    if (!parseOutput || !this.text) return undefined
    let value: unknown
    try {
      value = JSON.parse(this.text)
    } catch (cause) {
      return { kind: 'invalid_output', code: 'no JSON', cause }
    }
    const parsed = parseOutput(value)
    if ('problem' in parsed) return { kind: 'invalid_output', code: parsed.problem }
    this.data = parsed.data as never
    return undefined
  }

  /** Why the answer is none. `undefined` when it is whole. */
  get failure(): Failure | undefined {
    const { reason: kind, code } = this.finish ?? { reason: 'truncated' }
    if (kind !== 'stop') return { kind, code }
    if (this.refusal) return { kind: 'refusal' }
    return this.text || this.toolCalls.length ? undefined : { kind: 'empty' }
  }
}
