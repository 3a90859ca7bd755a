import type { CompletionEvent } from '../recording.ts'
import { isObject } from './is-object.ts'

/** A message as registries keep it: a role, and content in the provider's own form. */
export type WireMessage = Readonly<Record<string, unknown>>

/** The messages of a request, whatever its wire format, with the system's first. */
export function messagesOf({ api, request }: Pick<CompletionEvent, 'api' | 'request'>): WireMessage[] {
  const body: Record<string, unknown> = { ...request }
  switch (api) {
    case 'openai.responses':
      return [
        ...systemMessage(body.instructions),
        ...(typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : listOf(body.input)),
      ]
    case 'anthropic.messages':
      return [...systemMessage(textOf(body.system)), ...listOf(body.messages)]
    case 'bedrock.converse':
      return [...systemMessage(textOf(body.system)), ...listOf(body.messages).map(withText)]
    case 'google.generateContent': {
      const {
        systemInstruction: system = isObject(body.config) ? body.config.systemInstruction : undefined,
      } = body
      const parts = isObject(system) ? system.parts : system
      return [...systemMessage(textOf(parts)), ...listOf(body.contents).map(fromGoogle)]
    }
    default:
      return listOf(body.messages)
  }
}

/** The answer as a message; undefined when there was none. */
export function answerMessage({ answer }: Pick<CompletionEvent, 'answer'>): WireMessage | undefined {
  if (!answer) return undefined
  const calls = answer.toolCalls.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
  return { role: 'assistant', content: answer.text, ...(calls.length > 0 && { tool_calls: calls }) }
}

function listOf(value: unknown): WireMessage[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function systemMessage(content: unknown): WireMessage[] {
  return typeof content === 'string' && content !== '' ? [{ role: 'system', content }] : []
}

/** The text of blocks, `[{ text }]`, or the text itself. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const texts = listOf(value).flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
  return texts.length > 0 ? texts.join('\n\n') : undefined
}

/** Blocks that are nothing but text become one text. */
function withText(message: WireMessage): WireMessage {
  const { content } = message
  const isText =
    Array.isArray(content) && content.every((block) => isObject(block) && typeof block.text === 'string')
  return isText ? { ...message, content: textOf(content) ?? '' } : message
}

function fromGoogle({ role, parts, ...rest }: WireMessage): WireMessage {
  return withText({ ...rest, role: role === 'model' ? 'assistant' : (role ?? 'user'), content: parts ?? '' })
}
