import type { Continue } from './policy/call.ts'
import type { Api } from './prompt.ts'

/** Options of `continuing`. */
export interface ContinuingOptions {
  /**
   * What the candidate is told after the text so far.
   *
   * @default "Your answer was cut off. Go on exactly where it ended, without repeating any of it, and without comment."
   */
  instruction?: string
}

/** Where each api keeps its turns, and how it writes one. */
const formats: Record<Api, { turns: string; assistant: string; write(text: string): object }> = {
  'openai.chat': { turns: 'messages', assistant: 'assistant', write: (content) => ({ content }) },
  'openai.responses': { turns: 'input', assistant: 'assistant', write: (content) => ({ content }) },
  'anthropic.messages': { turns: 'messages', assistant: 'assistant', write: (content) => ({ content }) },
  'google.generateContent': {
    turns: 'contents',
    assistant: 'model',
    write: (text) => ({ parts: [{ text }] }),
  },
  'bedrock.converse': {
    turns: 'messages',
    assistant: 'assistant',
    write: (text) => ({ content: [{ text }] }),
  },
}

/**
 * A `midstream` mode: the next candidate goes on where the text broke off. It is shown the text so far as a turn of
 * the assistant, and then told to go on; a prefill is never used, for newer models refuse it.
 *
 * Only plain text can be continued: where the prompt has tools or an output schema, or the model was seen thinking or
 * refusing, it is as `restart`. The text then comes from two models; where they meet, a `seam` event says so. A word
 * may be doubled or missing there.
 *
 * @example
 * ```ts
 * client.stream(ragQa, { question }, { midstream: continuing() })
 * ```
 */
export function continuing({
  instruction = 'Your answer was cut off. Go on exactly where it ended, without repeating any of it, and without comment.',
}: ContinuingOptions = {}): Continue {
  return ({ candidate: { api, parseOutput }, request }, text, { toolCalls, refusal, reasoned }) => {
    const { turns: name, assistant, write } = formats[api]
    const turns: unknown = Object(request)[name]
    const isPlain = !(parseOutput || toolCalls.length || refusal || reasoned || hasTools(request))
    if (!isPlain || !text.trim() || !(Array.isArray(turns) || typeof turns === 'string')) return undefined
    const before = Array.isArray(turns) ? turns : [{ role: 'user', ...write(turns) }]
    const after = [
      { role: assistant, ...write(text) },
      { role: 'user', ...write(instruction) },
    ]
    return { ...request, [name]: [...before, ...after] }
  }
}

/** Whether a request has tools, wherever its api keeps them, or wants JSON. */
function hasTools(request: object): boolean {
  const { tools, toolConfig, config, response_format, text } = Object(request)
  return [tools, toolConfig, config?.tools, response_format, text?.format].some(Boolean)
}
