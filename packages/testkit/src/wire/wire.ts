import { anthropicMessages } from './anthropic-messages.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import type { ProviderApi, Wire } from './types.ts'

const wires: Record<ProviderApi, Wire> = {
  'openai.chat': openaiChat,
  'openai.responses': openaiResponses,
  'anthropic.messages': anthropicMessages,
}

/**
 * The wire format of an api, as pure functions.
 *
 * @example
 * ```ts
 * const events = wire('openai.chat').stream({ id: 'chatcmpl-1', model: 'm', tokens: ['Hel', 'lo.'] })
 * ```
 */
export function wire(api: ProviderApi): Wire {
  return wires[api]
}
