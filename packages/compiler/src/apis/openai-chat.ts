import type { ApiDefinition } from './api-definition.ts'
import { checkReservedParameters } from './check-reserved-parameters.ts'
import { messageBody } from './message-body.ts'

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export const openaiChat: ApiDefinition = {
  check: (document) => checkReservedParameters(document, ['model', 'messages', 'stream']),
  body: (template) => [['messages', { kind: 'array', items: template.messages.map(messageBody) }]],
}
