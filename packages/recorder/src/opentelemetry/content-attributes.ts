import type { Attributes } from '@opentelemetry/api'
import { isObject } from '../freeplay/is-object.ts'
import { messagesOf, type WireMessage } from '../freeplay/messages-of.ts'
import type { CompletionEvent } from '../recording.ts'
import { names } from './names.ts'

/** A part of a message: a text, a tool call, or whatever the provider's own form is. */
type Part = Readonly<Record<string, unknown>> & { type: string }

/** What was asked and answered, as JSON in the form of the conventions. */
export function contentAttributes(event: CompletionEvent): Attributes {
  const messages = messagesOf(event)
  const system = messages.filter(({ role }) => role === 'system').flatMap(partsOf)
  const input = messages
    .filter(({ role }) => role !== 'system')
    .map((message) => ({ role: String(message.role ?? message.type ?? 'user'), parts: partsOf(message) }))
  const { answer } = event
  return {
    [names.inputMessages]: JSON.stringify(input),
    ...(system.length > 0 && { [names.systemInstructions]: JSON.stringify(system) }),
    ...(answer && {
      [names.outputMessages]: JSON.stringify([
        {
          role: 'assistant',
          parts: [
            ...(answer.text === '' ? [] : [textPart(answer.text)]),
            ...answer.toolCalls.map(({ id, name, arguments: text }) => callPart(id, name, text)),
          ],
          finish_reason: answer.finishReason === 'tool_calls' ? 'tool_call' : answer.finishReason,
        },
      ]),
    }),
  }
}

function partsOf({ role, content, tool_calls: calls, tool_call_id: id, ...rest }: WireMessage): Part[] {
  if (role === 'tool') return [{ type: 'tool_call_response', id, response: content }]
  const parts =
    typeof content === 'string' ? [textPart(content)] : Array.isArray(content) ? content.map(partOf) : []
  const asked = Array.isArray(calls) ? calls.flatMap(openAICall) : []
  // An item of another kind than a message, as `openai.responses` has them, is a part of its own.
  const item = role === undefined && typeof rest.type === 'string' ? [{ ...rest, type: rest.type }] : []
  return [...parts, ...asked, ...item]
}

function partOf(block: unknown): Part {
  if (!isObject(block)) return textPart(String(block))
  if (typeof block.text === 'string') return textPart(block.text)
  if (block.type === 'tool_use') return callPart(block.id, block.name, block.input)
  if (block.type === 'tool_result') {
    return { type: 'tool_call_response', id: block.tool_use_id, response: block.content }
  }
  return {
    ...block,
    type: typeof block.type === 'string' ? block.type : (Object.keys(block)[0] ?? 'unknown'),
  }
}

function openAICall(call: unknown): Part[] {
  if (!isObject(call) || !isObject(call.function)) return []
  return [callPart(call.id, call.function.name, call.function.arguments)]
}

function textPart(content: string): Part {
  return { type: 'text', content }
}

function callPart(id: unknown, name: unknown, input: unknown): Part {
  return { type: 'tool_call', id, name, arguments: input }
}
