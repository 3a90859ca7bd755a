import type { Api } from '@understudy/runtime'
import { anthropicMessages } from './anthropic-messages.ts'
import type { ApiDefinition } from './api-definition.ts'
import { openaiChat } from './openai-chat.ts'

/** Every wire format that a template can be compiled for. */
export const apis: Record<Api, ApiDefinition> = {
  'openai.chat': openaiChat,
  'anthropic.messages': anthropicMessages,
}
