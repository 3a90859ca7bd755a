import type Anthropic from '@anthropic-ai/sdk'
import type { Attempt, Client, HistoryMessage, Prompt } from '@understudy/runtime'

declare const client: Client<'openai' | 'anthropic'>

import type { OpenAIChatMessage } from '@understudy/runtime/history'
import type OpenAI from 'openai'
import { expectTypeOf, test } from 'vitest'
import { ragQa } from '../fixtures/rag-qa/generated/index.js'
import type { RagQaVariables } from '../fixtures/rag-qa/generated/rag-qa.js'

const passages = [{ id: 1, title: 'Japan', text: 'The capital is Tokyo.' }]
const question = 'What is the capital of Japan?'

test('a request is the SDK’s own parameter type', () => {
  const { prod, fallback } = ragQa.candidates
  const forOpenAI: OpenAI.ChatCompletionCreateParamsNonStreaming = prod.request({ question, passages })
  const forAnthropic: Anthropic.MessageCreateParamsNonStreaming = fallback.request({ question, passages })
  expectTypeOf(forOpenAI.model).toEqualTypeOf<OpenAI.ChatCompletionCreateParamsNonStreaming['model']>()
  expectTypeOf(forAnthropic.max_tokens).toBeNumber()
  expectTypeOf(prod.request({ question, passages }).model).toEqualTypeOf<'gpt-5.4-mini'>()
  expectTypeOf(fallback.request({ question, passages }).temperature).toEqualTypeOf<0>()
})

test('history is typed', () => {
  const history: HistoryMessage[] = [{ role: 'user', content: 'Hi' }]
  ragQa.candidates.prod.request({ question, passages }, { history })
  const turns: OpenAIChatMessage[] = [{ role: 'tool', tool_call_id: 'a', content: '' }]
  ragQa.candidates.prod.request({ question, passages }, { history: turns })
  // @ts-expect-error turns of another api
  ragQa.candidates.fallback.request({ question, passages }, { history: turns })
})

test('the prompt is a prompt of the runtime, its literals kept', () => {
  expectTypeOf(ragQa).toExtend<
    Prompt<RagQaVariables, 'openai' | 'anthropic', { history?: readonly HistoryMessage[] }>
  >()
  expectTypeOf(ragQa.name).toEqualTypeOf<'rag-qa'>()
  expectTypeOf<keyof typeof ragQa.candidates>().toEqualTypeOf<'prod' | 'fallback'>()
  expectTypeOf(ragQa.chain[0].provider).toEqualTypeOf<'openai'>()
  expectTypeOf(ragQa.chain[1].api).toEqualTypeOf<'anthropic.messages'>()
})

test('a client takes text turns as the history of a chain over several apis', () => {
  const history: HistoryMessage[] = [{ role: 'user', content: 'Hi' }]
  client.run(ragQa, { question, passages }, { history })
  client.run(ragQa, { question, passages }, { history: [{ role: 'assistant', content: 'Hi' }] })
  // @ts-expect-error a turn of one api, without a converter
  client.run(ragQa, { question, passages }, { history: [{ role: 'tool', tool_call_id: 'a', content: 'x' }] })
  // @ts-expect-error a typo in a variable's name
  client.run(ragQa, { qestion: question, passages })
  // @ts-expect-error a missing variable
  client.stream(ragQa, { question })
})

test('an answer names environments of its prompt’s chain', async () => {
  const { servedBy, attempts } = await client.run(ragQa, { question, passages })
  expectTypeOf(servedBy.environment).toEqualTypeOf<'prod' | 'fallback'>()
  expectTypeOf(attempts).toEqualTypeOf<Attempt<'prod' | 'fallback'>[]>()
  // @ts-expect-error an environment that the chain does not have
  if (servedBy.environment === 'staging') return
})

test('what must not compile', () => {
  const { prod } = ragQa.candidates
  // @ts-expect-error a typo in a variable's name
  prod.request({ qestion: question, passages })
  // @ts-expect-error a missing variable
  prod.request({ question })
  // @ts-expect-error a missing field of an item
  prod.request({ question, passages: [{ id: 1, title: 'x' }] })
  // @ts-expect-error a typo in a field of an item
  prod.request({ question, passages: [{ id: 1, title: 'x', txet: 'y' }] })
  // @ts-expect-error a variable that the template does not have
  prod.request({ question, passages, colour: 'red' })
  // @ts-expect-error null is no value
  prod.request({ question: null, passages })
  // @ts-expect-error an unknown environment
  ragQa.candidates.staging
  // @ts-expect-error candidates cannot be changed
  ragQa.candidates.prod.model = 'x'
})

test('an unknown prompt does not compile', async () => {
  // @ts-expect-error there is no such prompt
  await import('../fixtures/rag-qa/generated/rag-qq.js')
  // @ts-expect-error nor in the index
  const { ragQq } = await import('../fixtures/rag-qa/generated/index.js')
  void ragQq
})
