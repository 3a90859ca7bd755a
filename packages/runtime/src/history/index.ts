/**
 * Conversations that change provider.
 *
 * @module
 */
export type { AnthropicMessage } from './anthropic-message.ts'
export { anthropicMessages } from './anthropic-messages.ts'
export { bedrockConverse } from './bedrock-converse.ts'
export type { BedrockMessage } from './bedrock-message.ts'
export { createHistoryConverter, type HistoryConverter } from './create-history-converter.ts'
export type { GoogleContent } from './google-content.ts'
export { googleGenerateContent } from './google-generate-content.ts'
export { HistoryError } from './history-error.ts'
export type { HistoryFormat, Reject } from './history-format.ts'
export { openaiChat } from './openai-chat.ts'
export type { OpenAIChatMessage } from './openai-chat-message.ts'
export { openaiResponses } from './openai-responses.ts'
export type { OpenAIResponsesItem } from './openai-responses-item.ts'
export type {
  MediaPart,
  OtherPart,
  Part,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
  TurnRole,
} from './turn.ts'
