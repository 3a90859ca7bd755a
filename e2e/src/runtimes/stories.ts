import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { anthropic } from '../../../packages/runtime/src/anthropic.ts'
import { anthropicFetch, openaiFetch } from '../../../packages/runtime/src/fetch.ts'
import { type CompletionError, createClient, isUnderstudyError } from '../../../packages/runtime/src/index.ts'
import { openai } from '../../../packages/runtime/src/openai.ts'

/** Base URLs of providers, by what they do. The fallback is of Anthropic, the others are of OpenAI. */
export interface Providers {
  healthy: string
  overloaded: string
  cut: string
  silent: string
  endless: string
  refused: string
  fallback: string
}

/** What reaches the providers: bare `fetch`, or the official SDKs. */
export type Transport = 'fetch' | 'sdk'

interface Variables {
  question: string
}

const shared = { version: '1', digest: 'sha256:1', parameters: {}, history: false } as const

const prod = {
  ...shared,
  environment: 'prod',
  provider: 'openai',
  api: 'openai.chat',
  model: 'gpt-5.4-mini',
  request({ question }: Variables) {
    return { model: 'gpt-5.4-mini', messages: [{ role: 'user', content: question }] }
  },
} as const

const fallback = {
  ...shared,
  environment: 'fallback',
  provider: 'anthropic',
  api: 'anthropic.messages',
  model: 'claude-haiku-4-5',
  request({ question }: Variables) {
    return { model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content: question }] }
  },
} as const

const prompt = { name: 'stories', candidates: { prod, fallback }, chain: [prod, fallback] } as const
const alone = { name: 'alone', candidates: { prod }, chain: [prod] } as const

const variables: Variables = { question: 'Why?' }

/**
 * What the runtime does in good and bad times, told as plain data: the same in every JavaScript runtime, where it is run
 * from the same bundle.
 */
export async function tellStories(places: Providers, transport: Transport): Promise<object> {
  const clientOf = (primary: keyof Providers) => {
    const key = { apiKey: 'none' }
    const [first, second] = [
      { ...key, baseURL: places[primary] },
      { ...key, baseURL: places.fallback },
    ]
    // The keys are no secrets here: a browser may have them.
    const inBrowser = { dangerouslyAllowBrowser: true }
    return createClient({
      providers:
        transport === 'fetch'
          ? { openai: openai(openaiFetch(first)), anthropic: anthropic(anthropicFetch(second)) }
          : {
              openai: openai(new OpenAI({ ...first, ...inBrowser })),
              anthropic: anthropic(new Anthropic({ ...second, ...inBrowser })),
            },
      retry: false,
    })
  }

  const ask = async (primary: keyof Providers, limits: { firstToken?: number } = {}) => {
    const { text, attempts, usage } = await clientOf(primary).run(prompt, variables, limits)
    return {
      text,
      usage,
      attempts: attempts.map(({ provider, ok, kind, status, requestId }) => ({
        provider,
        ok,
        kind,
        status,
        hasRequestId: requestId !== undefined,
      })),
    }
  }

  /** The text of each candidate that spoke, and what came between them. */
  const stream = async () => {
    const told: string[] = ['']
    for await (const event of clientOf('cut').stream(prompt, variables, { midstream: 'restart' })) {
      if (event.type === 'text') told.push(`${told.pop()}${event.text}`)
      else if (event.type === 'reset') told.push(`reset: ${event.reason}`, '')
      else if (event.type === 'done') told.push(`done: ${event.result.text}`)
    }
    return told
  }

  const abort = async () => {
    const controller = new AbortController()
    const reason = new Error('The reader has left.')
    const seen: string[] = []
    try {
      const { signal } = controller
      for await (const event of clientOf('endless').stream(prompt, variables, { signal })) {
        seen.push(event.type)
        controller.abort(reason)
      }
    } catch (error) {
      return { seen, isReason: error === reason }
    }
    return { seen }
  }

  const fail = async () => {
    try {
      await clientOf('overloaded').run(alone, variables)
      return 'answered'
    } catch (error) {
      if (!isUnderstudyError(error)) throw error
      const { name, code, message, attempts } = error as CompletionError
      return { name, code, message, attempts: attempts.length }
    }
  }

  return {
    healthy: await ask('healthy'),
    overloaded: await ask('overloaded'),
    refused: await ask('refused'),
    silent: await ask('silent', { firstToken: 500 }),
    cut: await stream(),
    abort: await abort(),
    fail: await fail(),
  }
}
