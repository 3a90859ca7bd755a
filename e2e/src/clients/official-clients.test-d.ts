import type { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import type Anthropic from '@anthropic-ai/sdk'
import type { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import type Anthropic0 from 'anthropic-0'
import type OpenAI from 'openai'
import type { AzureOpenAI } from 'openai'
import type OpenAI5 from 'openai-5'
import type OpenAI6 from 'openai-6'
import { expectTypeOf, test } from 'vitest'
import type { AnthropicClient } from '../../../packages/runtime/src/anthropic.ts'
import type { OpenAIClient } from '../../../packages/runtime/src/openai.ts'
import type { OpenAIResponsesClient } from '../../../packages/runtime/src/openai-responses.ts'

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
