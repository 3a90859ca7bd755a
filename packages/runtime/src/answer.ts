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
  data: unknown
  usage: Usage | 'unknown' = 'unknown'
  /** The terminal part. */
  finish: (Part & { type: 'finish' }) | undefined
  readonly #calls: Record<number, ToolCall> = {}

  /** Adds a part. Returns whether it is content: a sign that the model is at work. */
  add(part: Exclude<Part, { type: 'response' }>): boolean {
    if (part.type === 'finish') this.finish = part
    else if (part.type === 'usage') this.usage = part.usage
    else if (part.type === 'text') this.text += part.text
    else if (part.type === 'refusal') this.refusal += part.text
    else if (part.type === 'reasoning') this.reasoned = true
    else {
      const { index, id = '', name = '' } = part
      if (name) this.#calls[index] ??= { id, name, arguments: '' }
      const call = this.#calls[index]
      if (call) call.arguments += part.arguments
    }
    return part.type !== 'finish' && part.type !== 'usage'
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
    this.data = parsed.data
    return undefined
  }

  /** Why the answer is none. `undefined` when it is whole. */
  get failure(): Failure | undefined {
    if (!this.finish) return { kind: 'truncated' }
    const { reason, code } = this.finish
    if (reason !== 'stop') return { kind: reason, code }
    if (this.refusal) return { kind: 'refusal' }
    if (!this.text && !this.toolCalls.length) return { kind: 'empty' }
    return undefined
  }
}
