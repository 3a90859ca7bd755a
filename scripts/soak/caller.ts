import Anthropic from '@anthropic-ai/sdk'
import {
  type Adapter,
  type ClientOptions,
  createClient,
  hedging,
  limitConcurrency,
} from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { anthropicFetch, openaiFetch } from '@understudy/runtime/fetch'
import { openai } from '@understudy/runtime/openai'
import { openaiResponses } from '@understudy/runtime/openai-responses'
import { seededRandom } from '@understudy/runtime/testing'
import OpenAI from 'openai'
import { text } from './flaky-server.ts'
import type { Server } from './server.ts'

/** What came of a call. `wrong`: it was said to be whole, and is not; `odd`: an error that no call may end with. */
export type Outcome = 'whole' | 'failed' | 'aborted' | 'left' | 'wrong' | 'odd'

/** Makes one call, as the nth of all. */
export type Caller = (n: number, shared: AbortSignal) => Promise<Outcome>

const apis = ['openai.chat', 'openai.responses', 'anthropic.messages'] as const
type Api = (typeof apis)[number]

// Long enough for a machine that has much else to do.
const limits = { firstToken: 1_000, idle: 1_000, deadline: 5_000 }

/** Clients of each kind, over the SDKs and over bare fetch, that call in every way there is. */
export function createCaller(urls: Server['urls']): Caller {
  const random = seededRandom(5)
  const unlimited = (adapter: Adapter) => adapter
  const ways: {
    limit: typeof unlimited
    options?: Omit<ClientOptions<Record<never, never>>, 'providers'>
  }[] = [
    { limit: unlimited },
    { limit: unlimited, options: { breaker: false, retry: { budget: 0.5 } } },
    { limit: unlimited, options: { breaker: false, retry: false, hedge: hedging({ after: 100 }) } },
    { limit: limitConcurrency(20) },
  ]
  const makers = [overSdk(urls), overFetch(urls)]
  const kinds = apis.flatMap((api, index) => {
    const other = apis[(index + 1) % apis.length] ?? api
    return makers.flatMap((make) =>
      ways.map(({ limit, options }) => ({
        client: createClient({
          providers: { a: limit(make[api]), b: limit(make[other]) },
          ...limits,
          ...options,
        }),
        prompt: {
          name: 'soak',
          candidates: {},
          chain: [candidate('prod', 'a', api), candidate('fallback', 'b', other)],
        } as const,
      })),
    )
  })

  return async (n, shared) => {
    const kind = kinds[n % kinds.length]
    if (!kind) return 'odd'
    const { client, prompt } = kind
    const way = random()
    const controller = new AbortController()
    const isLeaving = way < 0.05
    const timer = way > 0.9 ? setTimeout(() => controller.abort(), random() * 200) : undefined
    // Every other caller has a signal that outlives the call.
    const signal = timer || n % 2 ? controller.signal : shared
    const variables = { question: 'Why?' }
    try {
      if (way > 0.5)
        return (await client.run(prompt, variables, { signal })).text === text ? 'whole' : 'wrong'
      let seen = ''
      const midstream = way > 0.3 ? 'restart' : 'buffer'
      for await (const event of client.stream(prompt, variables, { signal, midstream })) {
        if (event.type === 'text') seen += event.text
        if (event.type === 'reset') seen = ''
        if (event.type === 'done') return seen === text && event.result.text === text ? 'whole' : 'wrong'
        if (isLeaving) return 'left'
      }
      return 'wrong'
    } catch (error) {
      if (error === signal.reason) return 'aborted'
      return error instanceof Error && error.name === 'CompletionError' ? 'failed' : 'odd'
    } finally {
      clearTimeout(timer)
    }
  }
}

function candidate<Provider extends string>(environment: string, provider: Provider, api: Api) {
  const model = `${environment}-model`
  return {
    environment,
    version: '1',
    digest: 'sha256:0',
    provider,
    api,
    model,
    parameters: {},
    history: false,
    request: ({ question }: { question: string }) => ({
      model,
      max_tokens: 100,
      [api === 'openai.responses' ? 'input' : 'messages']: [{ role: 'user', content: question }],
    }),
  }
}

function overSdk(urls: Server['urls']) {
  const options = (api: Api) => ({ apiKey: 'none', baseURL: urls[api] })
  return {
    'openai.chat': openai(new OpenAI(options('openai.chat'))),
    'openai.responses': openaiResponses(new OpenAI(options('openai.responses'))),
    'anthropic.messages': anthropic(new Anthropic(options('anthropic.messages'))),
  }
}

function overFetch(urls: Server['urls']) {
  const options = (api: Api) => ({ apiKey: 'none', baseURL: urls[api] })
  return {
    'openai.chat': openai(openaiFetch(options('openai.chat'))),
    'openai.responses': openaiResponses(openaiFetch(options('openai.responses'))),
    'anthropic.messages': anthropic(anthropicFetch(options('anthropic.messages'))),
  }
}
