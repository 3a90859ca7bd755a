import type Anthropic from '@anthropic-ai/sdk'
import type * as Bedrock from '@aws-sdk/client-bedrock-runtime'
import type * as Google from '@google/genai'
import type OpenAI from 'openai'
import { expectTypeOf, test } from 'vitest'
import type { AnthropicInput } from './anthropic-message.ts'
import type { BedrockInput } from './bedrock-message.ts'
import type { GoogleInput } from './google-content.ts'
import {
  type AnthropicMessage,
  anthropicMessages,
  type BedrockMessage,
  createHistoryConverter,
  type GoogleContent,
  type HistoryConverter,
  type OpenAIChatMessage,
  type OpenAIResponsesItem,
  openaiChat,
} from './index.ts'
import type { OpenAIChatInput } from './openai-chat-message.ts'
import type { OpenAIResponsesInput } from './openai-responses-item.ts'

test('what is written is what the SDKs take', () => {
  expectTypeOf<OpenAIChatMessage>().toExtend<OpenAI.Chat.ChatCompletionMessageParam>()
  expectTypeOf<OpenAIResponsesItem>().toExtend<OpenAI.Responses.ResponseInputItem>()
  expectTypeOf<AnthropicMessage>().toExtend<Anthropic.MessageParam>()
  expectTypeOf<GoogleContent>().toExtend<Google.Content>()
  expectTypeOf<BedrockMessage>().toExtend<Bedrock.Message>()
})

test('whole request bodies', () => {
  const chat = (messages: OpenAIChatMessage[]) => ({ model: 'gpt-5.4-mini', messages })
  expectTypeOf(chat).returns.toExtend<OpenAI.Chat.ChatCompletionCreateParams>()
  const responses = (input: OpenAIResponsesItem[]) => ({ model: 'gpt-5.4-mini', input })
  expectTypeOf(responses).returns.toExtend<OpenAI.Responses.ResponseCreateParams>()
  const anthropic = (messages: AnthropicMessage[]) => ({ model: 'claude-haiku-4-5', max_tokens: 9, messages })
  expectTypeOf(anthropic).returns.toExtend<Anthropic.MessageCreateParams>()
  const google = (contents: GoogleContent[]) => ({ model: 'gemini-3-flash', contents })
  expectTypeOf(google).returns.toExtend<Google.GenerateContentParameters>()
  const bedrock = (messages: BedrockMessage[]) => ({ modelId: 'amazon.nova-lite-v1:0', messages })
  expectTypeOf(bedrock).returns.toExtend<Bedrock.ConverseCommandInput>()
})

test('what is read is what the SDKs take and answer', () => {
  expectTypeOf<OpenAI.Chat.ChatCompletionMessageParam>().toExtend<OpenAIChatInput>()
  expectTypeOf<OpenAI.Chat.ChatCompletionMessage>().toExtend<OpenAIChatInput>()
  expectTypeOf<OpenAI.Responses.ResponseInputItem>().toExtend<OpenAIResponsesInput>()
  expectTypeOf<OpenAI.Responses.ResponseOutputItem>().toExtend<OpenAIResponsesInput>()
  expectTypeOf<Anthropic.MessageParam>().toExtend<AnthropicInput>()
  expectTypeOf<Anthropic.Message>().toExtend<AnthropicInput>()
  expectTypeOf<Google.Content>().toExtend<GoogleInput>()
  expectTypeOf<Bedrock.Message>().toExtend<BedrockInput>()
})

test('a converter takes the messages of any SDK', () => {
  const convert = createHistoryConverter(openaiChat, anthropicMessages)
  expectTypeOf(convert).toEqualTypeOf<HistoryConverter>()
  expectTypeOf(convert).toBeCallableWith([] as OpenAI.Chat.ChatCompletionMessageParam[], 'openai.chat')
  expectTypeOf(convert).toBeCallableWith([] as (Anthropic.Message | Google.Content)[], 'openai.chat')
  // @ts-expect-error: a string is no message
  convert(['Hello'], 'openai.chat')
  // @ts-expect-error: formats, not names
  createHistoryConverter('openai.chat')
})
