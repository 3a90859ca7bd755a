import type Anthropic from '@anthropic-ai/sdk'
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import type { GenerateContentParameters, ThinkingLevel } from '@google/genai'
import type { MediaData } from '@understudy/runtime'
import type OpenAI from 'openai'
import { expectTypeOf, test } from 'vitest'
import { assistant } from '../fixtures/assistant/generated/index.js'

const variables = { name: 'Ada', question: 'What is this?' }
declare const photo: MediaData
declare const report: MediaData
declare const voice: MediaData
const { chat, responses, anthropic, google, bedrock } = assistant.candidates

test('each request body is the official SDK’s own parameter type', () => {
  const all = { media: { photo, report, voice } }
  const chatBody: OpenAI.ChatCompletionCreateParamsNonStreaming = chat.request(variables, all)
  const responsesBody: OpenAI.Responses.ResponseCreateParamsNonStreaming = responses.request(variables, all)
  const anthropicBody: Anthropic.MessageCreateParamsNonStreaming = anthropic.request(variables, all)
  const googleBody: GenerateContentParameters = google.request(variables, all)
  const bedrockBody: ConverseCommandInput = bedrock.request(variables, all)
  void [chatBody, responsesBody, anthropicBody, googleBody, bedrockBody]
})

test('parameters stand under the api’s own names', () => {
  const media = { photo, report, voice }
  expectTypeOf(chat.request(variables, { media }).max_completion_tokens).toEqualTypeOf<500>()
  expectTypeOf(responses.request(variables, { media }).max_output_tokens).toEqualTypeOf<500>()
  expectTypeOf(anthropic.request(variables, { media }).max_tokens).toEqualTypeOf<500>()
  expectTypeOf(google.request(variables, { media }).config.maxOutputTokens).toEqualTypeOf<500>()
  expectTypeOf(bedrock.request(variables, { media }).inferenceConfig.maxTokens).toEqualTypeOf<500>()
})

test('the names that spec/parameters.yaml has are those of the SDKs', () => {
  const openaiBody: Partial<OpenAI.ChatCompletionCreateParams> = {
    max_completion_tokens: 9,
    max_tokens: 9,
    temperature: 1,
    top_p: 1,
    stop: ['END'],
    seed: 7,
    frequency_penalty: 0,
    presence_penalty: 0,
    reasoning_effort: 'low',
  }
  const responsesBody: Partial<OpenAI.Responses.ResponseCreateParams> = {
    max_output_tokens: 9,
    temperature: 1,
    top_p: 1,
    reasoning: { effort: 'low' },
  }
  // Of sampling its SDK declares nothing any more; the models before still take it.
  const anthropicBody: Partial<Anthropic.MessageCreateParams> = {
    max_tokens: 9,
    stop_sequences: ['END'],
    output_config: { effort: 'low' },
  }
  const googleConfig: GenerateContentParameters['config'] = {
    maxOutputTokens: 9,
    temperature: 1,
    topP: 1,
    topK: 1,
    stopSequences: ['END'],
    seed: 7,
    frequencyPenalty: 0,
    presencePenalty: 0,
  }
  const bedrockBody: Partial<ConverseCommandInput> = {
    inferenceConfig: { maxTokens: 9, temperature: 1, topP: 1, stopSequences: ['END'] },
    outputConfig: { effort: 'low' },
    additionalModelRequestFields: { top_k: 1 },
  }
  void [openaiBody, responsesBody, anthropicBody, googleConfig, bedrockBody]
})

test('the efforts of reasoning that an api refuses are those that its SDK does not have', () => {
  type Effort = NonNullable<OpenAI.ReasoningEffort>
  type AnthropicEffort = NonNullable<Anthropic.OutputConfig['effort']>
  expectTypeOf<Exclude<Effort, AnthropicEffort>>().toEqualTypeOf<'none' | 'minimal'>()
  expectTypeOf<Exclude<Effort, Lowercase<`${ThinkingLevel}`>>>().toEqualTypeOf<'none' | 'xhigh' | 'max'>()
})

test('media are demanded by type, and only what the api can read', () => {
  // @ts-expect-error the media are missing
  chat.request(variables)
  // @ts-expect-error one is missing
  chat.request(variables, { media: { photo, report } })
  // @ts-expect-error a misspelt slot
  responses.request(variables, { media: { photo, reprot: report } })
  responses.request(variables, { media: { photo: { url: 'https://example.com/a.png' }, report } })
  // @ts-expect-error this api reads no URL of an image
  google.request(variables, { media: { photo: { url: 'https://example.com/a.png' }, report, voice } })
  // @ts-expect-error data needs its media type
  chat.request(variables, { media: { photo: { data: 'AAAA' }, report, voice } })
})
