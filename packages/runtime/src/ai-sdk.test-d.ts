import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV3, LanguageModelV4 } from '@ai-sdk/provider'
import { expectTypeOf, test } from 'vitest'
import { type AiSdkModel, aiSdk } from './ai-sdk.ts'

test('the models of the AI SDK fit', () => {
  expectTypeOf<LanguageModelV4>().toExtend<AiSdkModel>()
  expectTypeOf<LanguageModelV3>().toExtend<AiSdkModel>()
  const openai = createOpenAI()
  aiSdk(openai)
  aiSdk(openai.chat)
  aiSdk(openai('gpt-5.4'))
  // @ts-expect-error another kind of model
  aiSdk(openai.embedding('text-embedding-3-small'))
})
