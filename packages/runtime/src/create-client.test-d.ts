import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import type { AzureOpenAI } from 'openai'
import { expectTypeOf, test } from 'vitest'
import { type AnthropicClient, anthropic } from './anthropic.ts'
import type { Attempt, Completion, StreamEvent } from './completion.ts'
import { continuing } from './continuing.ts'
import { createClient, type OptionsArgument, type RunOptions } from './create-client.ts'
import { CompletionError } from './errors/completion-error.ts'
import { hasValidToolCalls } from './has-valid-tool-calls.ts'
import { anthropicMessages, createHistoryConverter, openaiChat } from './history/index.ts'
import { type OpenAIClient, openai } from './openai.ts'
import type { HistoryMessage, MediaData, ParsedOutput, Prompt } from './prompt.ts'
import type { EnvironmentOf } from './prompt-types.ts'
import type { PublicEvent } from './response/index.ts'

// In the shape that the compiler prints.
interface RagQaVariables {
  question: string | number | boolean | object
  passages: readonly { title: string | number | boolean | object }[]
}

interface RagQaProd {
  readonly environment: 'prod'
  readonly version: string
  readonly digest: string
  readonly provider: 'openai'
  readonly api: 'openai.chat'
  readonly model: 'gpt-5.4-mini'
  readonly parameters: { readonly max_completion_tokens: 1024 }
  readonly history: false
  request(variables: RagQaVariables): {
    model: 'gpt-5.4-mini'
    max_completion_tokens: 1024
    messages: ({ role: 'system'; content: string } | { role: 'user'; content: string })[]
  }
}

interface RagQaFallback {
  readonly environment: 'fallback'
  readonly version: string
  readonly digest: string
  readonly provider: 'anthropic'
  readonly api: 'anthropic.messages'
  readonly model: 'claude-haiku-4-5'
  readonly parameters: { readonly max_tokens: 1024 }
  readonly history: false
  request(variables: RagQaVariables): {
    model: 'claude-haiku-4-5'
    max_tokens: 1024
    system: string
    messages: { role: 'user'; content: string }[]
  }
}

declare const ragQa: {
  readonly name: 'rag-qa'
  readonly candidates: { readonly prod: RagQaProd; readonly fallback: RagQaFallback }
  readonly chain: readonly [RagQaProd, RagQaFallback]
}

interface ChatProd extends Omit<RagQaProd, 'request' | 'history'> {
  readonly history: true
  request(
    variables: { name: string },
    options?: { history?: readonly HistoryMessage[] },
  ): { model: 'gpt-5.4-mini'; messages: ({ role: 'system'; content: string } | HistoryMessage)[] }
}

interface ChatFallback extends Omit<RagQaFallback, 'request' | 'history'> {
  readonly history: true
  request(
    variables: { name: string },
    options?: { history?: readonly HistoryMessage[] },
  ): { model: 'claude-haiku-4-5'; max_tokens: 1024; messages: HistoryMessage[] }
}

declare const chat: {
  readonly name: 'chat'
  readonly candidates: { readonly prod: ChatProd; readonly fallback: ChatFallback }
  readonly chain: readonly [ChatProd, ChatFallback]
}

/** Its fallback has no place for the history. */
declare const half: {
  readonly name: 'half'
  readonly candidates: { readonly prod: ChatProd; readonly fallback: RagQaFallback }
  readonly chain: readonly [ChatProd, RagQaFallback]
}

/** It has a media slot, and no history. */
interface Pictured extends Omit<RagQaProd, 'request'> {
  request(
    variables: { name: string },
    options: { media: { photo: MediaData } },
  ): ReturnType<RagQaProd['request']>
}

declare const pictured: {
  readonly name: 'pictured'
  readonly candidates: { readonly prod: Pictured }
  readonly chain: readonly [Pictured]
}

declare const sdkOpenAI: OpenAI
declare const sdkAnthropic: Anthropic
declare const history: HistoryMessage[]

const client = createClient({ providers: { openai: openai(sdkOpenAI), anthropic: anthropic(sdkAnthropic) } })
const variables: RagQaVariables = { question: 'Why?', passages: [{ title: 'A' }] }

test('the official clients fit the adapters', () => {
  expectTypeOf<OpenAI>().toExtend<OpenAIClient>()
  expectTypeOf<AzureOpenAI>().toExtend<OpenAIClient>()
  expectTypeOf<Anthropic>().toExtend<AnthropicClient>()
  // @ts-expect-error another provider's client
  openai(sdkAnthropic)
  // @ts-expect-error another provider's client
  anthropic(sdkOpenAI)
})

test('results', () => {
  expectTypeOf(client.run(ragQa, variables)).toEqualTypeOf<
    Promise<Completion<undefined, 'prod' | 'fallback'>>
  >()
  expectTypeOf(client.stream(ragQa, variables)).toEqualTypeOf<
    AsyncGenerator<StreamEvent<undefined, 'prod' | 'fallback'>, void, undefined>
  >()
})

test('environments are those of the chain', async () => {
  const { servedBy, attempts } = await client.run(ragQa, variables)
  expectTypeOf(servedBy.environment).toEqualTypeOf<'prod' | 'fallback'>()
  expectTypeOf(attempts).toEqualTypeOf<Attempt<'prod' | 'fallback'>[]>()
  // @ts-expect-error no environment of this chain
  if (servedBy.environment === 'staging') return
  // @ts-expect-error no environment of this chain
  attempts.some(({ environment }) => environment === 'fallback-2')
  // @ts-expect-error a record without the fallback
  const labels: Record<typeof servedBy.environment, string> = { prod: 'the primary' }
  void labels
  for await (const event of client.stream(ragQa, variables)) {
    if (event.type === 'reset' || event.type === 'seam')
      expectTypeOf([event.from.environment, event.to.environment]).toEqualTypeOf<('prod' | 'fallback')[]>()
    if (event.type === 'done')
      expectTypeOf(event.result.servedBy.environment).toEqualTypeOf<'prod' | 'fallback'>()
  }
  const alone = await client.run(pictured, { name: 'Ada' }, { media: { photo: { data: '', mediaType: '' } } })
  expectTypeOf(alone.servedBy.environment).toEqualTypeOf<'prod'>()
})

test('environments by name, for what TypeScript gives no type: a caught error, the page of a server', () => {
  type Environment = EnvironmentOf<typeof ragQa>
  expectTypeOf<Environment>().toEqualTypeOf<'prod' | 'fallback'>()
  expectTypeOf<EnvironmentOf<Prompt>>().toEqualTypeOf<string>()
  expectTypeOf<CompletionError['attempts']>().toEqualTypeOf<Attempt[]>()
  const judge = (error: unknown) =>
    error instanceof CompletionError && (error.attempts as Attempt<Environment>[])[0]?.environment
  expectTypeOf(judge).returns.toEqualTypeOf<false | undefined | Environment>()
  type Done = Extract<PublicEvent<unknown, Environment>, { type: 'done' }>
  expectTypeOf<Done['result']['servedBy']['environment']>().toEqualTypeOf<Environment>()
})

test('a known environment fits where any is taken, and not the other way round', () => {
  expectTypeOf<Completion<string, 'prod'>>().toExtend<Completion>()
  expectTypeOf<StreamEvent<string, 'prod'>>().toExtend<StreamEvent>()
  expectTypeOf<Completion>().not.toExtend<Completion<unknown, 'prod'>>()
})

test('variables come from the prompt', () => {
  client.run(ragQa, { question: 1, passages: [] })
  // @ts-expect-error missing: passages
  client.run(ragQa, { question: 'Why?' })
  // @ts-expect-error a typo
  client.run(ragQa, { question: 'Why?', passages: [], qestion: 'Why?' })
  // @ts-expect-error a typo inside
  client.run(ragQa, { question: 'Why?', passages: [{ titel: 'A' }] })
  // @ts-expect-error wrong type
  client.stream(ragQa, { question: undefined, passages: [] })
  // @ts-expect-error no variables at all
  client.run(ragQa)
})

test('each provider of the chain needs an adapter', () => {
  const half = createClient({ providers: { openai: openai(sdkOpenAI) } })
  // @ts-expect-error no anthropic
  half.run(ragQa, variables)
  // @ts-expect-error no anthropic
  half.stream(ragQa, variables)
  // So TypeScript blames the prompt, not the number of arguments.
  expectTypeOf<OptionsArgument<Prompt<never, 'openai'>, RunOptions<Prompt>>>().toEqualTypeOf<
    [options?: RunOptions<Prompt>]
  >()
  // @ts-expect-error not an adapter
  createClient({ providers: { openai: sdkOpenAI } })
  // A provider that is not needed does no harm.
  createClient({
    providers: { openai: openai(sdkOpenAI), anthropic: anthropic(sdkAnthropic), third: openai(sdkOpenAI) },
  }).run(ragQa, variables)
})

test('history only where every candidate takes it', () => {
  client.run(chat, { name: 'Ada' }, { history })
  client.run(chat, { name: 'Ada' }, { history: [{ role: 'user', content: 'Hello' }] })
  client.stream(chat, { name: 'Ada' }, { history, midstream: 'fail' })
  // @ts-expect-error not a role of a turn
  client.run(chat, { name: 'Ada' }, { history: [{ role: 'system', content: 'Hello' }] })
  // @ts-expect-error no history placeholder
  client.run(ragQa, variables, { history })
  // @ts-expect-error no history placeholder in the fallback
  client.run(half, { name: 'Ada', ...variables }, { history })
  // @ts-expect-error options, but no history placeholder
  client.run(pictured, { name: 'Ada' }, { history, media: { photo: { data: '', mediaType: '' } } })
  // The variables of all candidates together.
  client.run(half, { name: 'Ada', ...variables })
  // @ts-expect-error the fallback's variables are missing
  client.run(half, { name: 'Ada' })
})

/** Its answers have a schema, in each candidate its own. */
interface ScoredProd extends RagQaProd {
  parseOutput(value: unknown): ParsedOutput<{ score: number }>
}

interface ScoredFallback extends RagQaFallback {
  parseOutput(value: unknown): ParsedOutput<{ grade: string }>
}

declare const scored: {
  readonly name: 'scored'
  readonly candidates: { readonly prod: ScoredProd; readonly fallback: ScoredFallback }
  readonly chain: readonly [ScoredProd, ScoredFallback]
}

test('data', async () => {
  expectTypeOf((await client.run(scored, variables)).data).toEqualTypeOf<
    { score: number } | { grade: string }
  >()
  expectTypeOf((await client.run(ragQa, variables)).data).toEqualTypeOf<undefined>()
  for await (const event of client.stream(scored, variables)) {
    if (event.type === 'done')
      expectTypeOf(event.result.data).toEqualTypeOf<{ score: number } | { grade: string }>()
  }
})

test('media are demanded where there are slots', () => {
  const photo = { data: 'AAAA', mediaType: 'image/png' }
  client.run(pictured, { name: 'Ada' }, { media: { photo } })
  client.stream(pictured, { name: 'Ada' }, { media: { photo }, midstream: 'fail' })
  // @ts-expect-error no media
  client.run(pictured, { name: 'Ada' })
  // @ts-expect-error no media
  client.run(pictured, { name: 'Ada' }, { deadline: 1 })
  // @ts-expect-error a misspelt slot
  client.run(pictured, { name: 'Ada' }, { media: { foto: photo } })
  // @ts-expect-error no slots
  client.run(ragQa, variables, { media: { photo } })
})

test('with a converter, turns of any api are history', () => {
  const converting = createClient({
    providers: { openai: openai(sdkOpenAI), anthropic: anthropic(sdkAnthropic) },
    history: createHistoryConverter(openaiChat, anthropicMessages),
  })
  const turns: OpenAI.ChatCompletionMessageParam[] = [{ role: 'tool', tool_call_id: 'a', content: '1' }]
  converting.run(chat, { name: 'Ada' }, { history: turns })
  converting.stream(chat, { name: 'Ada' }, { history: turns })
  // @ts-expect-error no converter
  client.run(chat, { name: 'Ada' }, { history: turns })
  // @ts-expect-error no history placeholder
  converting.run(ragQa, variables, { history: turns })
})

test('options', () => {
  const { signal } = new AbortController()
  client.run(ragQa, variables, { signal, firstToken: 1, idle: 1, deadline: 1 })
  client.run(ragQa, variables, { accept: ({ text, data }, problem) => !problem && !data && !!text })
  client.run(ragQa, variables, { accept: hasValidToolCalls })
  client.stream(ragQa, variables, { midstream: continuing() })
  expectTypeOf(client.text(ragQa, variables)).toEqualTypeOf<AsyncGenerator<string, void, undefined>>()
  // @ts-expect-error a bare text iterator cannot take text back
  client.text(ragQa, variables, { midstream: 'restart' })
  // @ts-expect-error a typo
  client.text(ragQa, { ...variables, qestion: 1 })
  // @ts-expect-error not a kind of failure
  client.run(ragQa, variables, { accept: (_, problem) => problem !== 'refused' })
  // @ts-expect-error only a stream is visible in the middle
  client.run(ragQa, variables, { midstream: 'restart' })
  // @ts-expect-error a typo
  client.run(ragQa, variables, { firstTokn: 1 })
  // @ts-expect-error not a mode
  client.stream(ragQa, variables, { midstream: 'retry' })
})

test('what the candidates build fits the official clients', () => {
  expectTypeOf<ReturnType<RagQaProd['request']>>().toExtend<OpenAI.ChatCompletionCreateParams>()
  expectTypeOf<ReturnType<RagQaFallback['request']>>().toExtend<Anthropic.MessageCreateParams>()
})

test('events narrow by their type', () => {
  const check = (event: StreamEvent) => {
    if (event.type === 'text') expectTypeOf(event.text).toEqualTypeOf<string>()
    if (event.type === 'done') expectTypeOf(event.result).toEqualTypeOf<Completion>()
    if (event.type === 'reset') expectTypeOf(event.from.environment).toEqualTypeOf<string>()
  }
  expectTypeOf(check).toBeFunction()
})
