import type { MessageTemplate } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import type { BodyValue } from './body-value.ts'
import { checkReservedParameters } from './check-reserved-parameters.ts'
import { messageBody } from './message-body.ts'

/**
 * System text stands apart from the messages here. One system message is written as a string, several
 * as blocks, so that none is lost.
 *
 * @see https://docs.anthropic.com/en/api/messages
 */
export const anthropicMessages: ApiDefinition = {
  check(document) {
    if (typeof document.parameters.max_tokens !== 'number') {
      return {
        code: 'missing_parameter',
        summary: 'anthropic.messages requires the parameter `max_tokens`',
        hint: 'Add `max_tokens:` with a number under `parameters:`.',
        path: ['parameters'],
      }
    }
    if (!document.messages.some((m) => m === 'history' || m.role === 'user' || m.role === 'assistant')) {
      return {
        code: 'invalid_template',
        summary: 'anthropic.messages requires a message beside the system text',
        hint: 'Add a message with `role: user`.',
        path: ['messages'],
      }
    }
    return checkReservedParameters(document, ['model', 'messages', 'system', 'stream'])
  },
  body({ messages }) {
    const system = messages.filter((m) => m.kind === 'message' && isSystem(m)) as MessageTemplate[]
    const rest = messages.filter((m) => m.kind === 'history' || !isSystem(m))
    return [
      ...(system.length > 0 ? [['system', systemText(system)] satisfies [string, BodyValue]] : []),
      ['messages', { kind: 'array', items: rest.map(messageBody) }],
    ]
  },
}

function isSystem(message: MessageTemplate): boolean {
  return message.role === 'system' || message.role === 'developer'
}

function systemText(messages: readonly MessageTemplate[]): BodyValue {
  const texts = messages.map((message): BodyValue => ({ kind: 'text', content: message.content }))
  if (texts.length === 1 && texts[0]) return texts[0]
  return {
    kind: 'array',
    items: texts.map((text) => ({
      kind: 'object',
      fields: [
        ['type', { kind: 'literal', value: 'text' }],
        ['text', text],
      ],
    })),
  }
}
