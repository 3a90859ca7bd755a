import type { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import type Anthropic from '@anthropic-ai/sdk'
import type { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import type Anthropic0 from 'anthropic-0'
import type OpenAI from 'openai'
import type { AzureOpenAI } from 'openai'
import type OpenAI5 from 'openai-5'
import type OpenAI6 from 'openai-6'
import { expectTypeOf, test } from 'vitest'
import { type AnthropicClient, anthropic } from './anthropic.ts'
import { createClient } from './create-client.ts'
import { anthropicFetch, type FetchOptions, openaiFetch } from './fetch.ts'
import { type OpenAIClient, openai } from './openai.ts'
import { type OpenAIResponsesClient, openaiResponses } from './openai-responses.ts'

test('the official clients fit, of each major version', () => {
  expectTypeOf<OpenAI5>().toExtend<OpenAIClient & OpenAIResponsesClient>()
  expectTypeOf<OpenAI6>().toExtend<OpenAIClient & OpenAIResponsesClient>()
  expectTypeOf<OpenAI>().toExtend<OpenAIClient & OpenAIResponsesClient>()
  expectTypeOf<AzureOpenAI>().toExtend<OpenAIClient & OpenAIResponsesClient>()
  expectTypeOf<Anthropic0>().toExtend<AnthropicClient>()
  expectTypeOf<Anthropic>().toExtend<AnthropicClient>()
  expectTypeOf<AnthropicVertex>().toExtend<AnthropicClient>()
  expectTypeOf<AnthropicBedrock>().toExtend<AnthropicClient>()
})

declare const sdkOpenAI: OpenAI
declare const sdkAnthropic: Anthropic

test('a client, or what fetch needs', () => {
  openai(openaiFetch({ apiKey: 'k' }))
  anthropic(anthropicFetch({ apiKey: 'k', baseURL: 'https://proxy.example', headers: { 'x-team': 'a' } }))
  openaiResponses(openaiFetch({ apiKey: 'k', fetch: globalThis.fetch }))
  expectTypeOf<FetchOptions>().not.toExtend<OpenAIClient>()
  // @ts-expect-error no key
  openaiFetch({ baseURL: 'https://proxy.example' })
  // @ts-expect-error a typo
  anthropicFetch({ apiKey: 'k', baseUrl: 'https://proxy.example' })
  // @ts-expect-error another provider's client
  openaiResponses(sdkAnthropic)
})

test('a provider may have several adapters', () => {
  createClient({ providers: { openai: [openai(sdkOpenAI), openaiResponses(sdkOpenAI)] } })
  // @ts-expect-error not an adapter
  createClient({ providers: { openai: [sdkOpenAI] } })
})
