import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { ChatAnthropic } from '@langchain/anthropic'
import { ChatOpenAI } from '@langchain/openai'
import { generateText } from 'ai'
import { createFallback } from 'ai-fallback'
import { KEY } from './call-by-hand.ts'
import { SYSTEM } from './format-by-hand.ts'

/** Where two providers are: the primary speaks OpenAI's api, the fallback Anthropic's. */
export interface Places {
  openai: string
  anthropic: string
}

/** A library that can fall back, asked for a whole answer. */
export interface Peer {
  /** The text that the chain, or the fallback alone, answers with. */
  ask(question: string, fallbackOnly?: boolean): Promise<string>
}

/** How often a library asks the same provider again. @default the library's own */
interface Retries {
  maxRetries?: number
}

const [primary, fallback] = ['gpt-5.4-mini', 'claude-haiku-4-5'] as const

/** The Vercel AI SDK with `ai-fallback`. That keeps to a fallback for minutes, so each call has one of its own. */
export function aiSdk(places: Places, retries: Retries = {}): Peer {
  const first = createOpenAI({ apiKey: KEY, baseURL: places.openai }).chat(primary)
  const second = createAnthropic({ apiKey: KEY, baseURL: `${places.anthropic}/v1` })(fallback)
  return {
    async ask(question, fallbackOnly) {
      const model = fallbackOnly ? second : createFallback({ models: [first, second] })
      const options = { maxOutputTokens: 1024, ...retries }
      return (await generateText({ model, system: SYSTEM, prompt: question, ...options })).text
    },
  }
}

/** LangChain's `withFallbacks`. */
export function langChain(places: Places, retries: Retries = {}): Peer {
  const first = new ChatOpenAI({
    model: primary,
    apiKey: KEY,
    configuration: { baseURL: places.openai },
    ...retries,
  })
  const second = new ChatAnthropic({
    model: fallback,
    maxTokens: 1024,
    apiKey: KEY,
    anthropicApiUrl: places.anthropic,
    ...retries,
  })
  const chain = first.withFallbacks([second])
  return {
    async ask(question, fallbackOnly) {
      const { text } = await (fallbackOnly ? second : chain).invoke([
        ['system', SYSTEM],
        ['user', question],
      ])
      return text
    },
  }
}
