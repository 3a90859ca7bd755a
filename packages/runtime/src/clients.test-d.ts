import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import { expectTypeOf, test } from 'vitest'
import { anthropic } from './anthropic.ts'
import { createClient } from './create-client.ts'
import { anthropicFetch, type FetchOptions, openaiFetch } from './fetch.ts'
import { type OpenAIClient, openai } from './openai.ts'
import { openaiResponses } from './openai-responses.ts'

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
