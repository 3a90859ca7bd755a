import type { HistoryPlaceholder, MessageTemplate } from '../template/template.ts'
import type { BodyValue, HistorySlot } from './body-value.ts'

/** A message as `{ role, content }`; a placeholder stays one. */
export function messageBody(message: MessageTemplate | HistoryPlaceholder): BodyValue | HistorySlot {
  if (message.kind === 'history') return message
  return {
    kind: 'object',
    fields: [
      ['role', { kind: 'literal', value: message.role }],
      ['content', { kind: 'text', content: message.content }],
    ],
  }
}
