import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from '@understudy/runtime/anthropic'
import { anthropicFetch, openaiFetch } from '@understudy/runtime/fetch'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'
import { KEY } from './call-by-hand.ts'
import type { Places } from './peers.ts'

/** The official SDKs' clients, which ask once, as they do under the runtime. */
export function sdks(places: Places): { openai: OpenAI; anthropic: Anthropic } {
  return {
    openai: new OpenAI({ apiKey: KEY, baseURL: places.openai, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey: KEY, baseURL: places.anthropic, maxRetries: 0 }),
  }
}

type Providers = { openai: ReturnType<typeof openai>; anthropic: ReturnType<typeof anthropic> }

/** Adapters over the official SDKs. */
export function overSdks(clients: ReturnType<typeof sdks>): Providers {
  return { openai: openai(clients.openai), anthropic: anthropic(clients.anthropic) }
}

/** Adapters over bare `fetch`. */
export function overFetch(places: Places): Providers {
  return {
    openai: openai(openaiFetch({ apiKey: KEY, baseURL: places.openai })),
    anthropic: anthropic(anthropicFetch({ apiKey: KEY, baseURL: places.anthropic })),
  }
}
