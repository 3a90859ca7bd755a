import type { Api } from '@understudy/runtime'
import { anthropicMessages } from './anthropic-messages.ts'
import type { ApiDefinition } from './api-definition.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { googleGenerateContent } from './google-generate-content.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'

/** Every wire format that a template can be compiled for. */
export const apis: Record<Api, ApiDefinition> = {
  'openai.chat': openaiChat,
  'openai.responses': openaiResponses,
  'anthropic.messages': anthropicMessages,
  'google.generateContent': googleGenerateContent,
  'bedrock.converse': bedrockConverse,
}

/** The api of providers that have one of their own. */
export const apiOfProvider: ReadonlyMap<string, Api> = new Map([
  ['openai', 'openai.chat'],
  ['anthropic', 'anthropic.messages'],
  ['google', 'google.generateContent'],
  ['bedrock', 'bedrock.converse'],
])
