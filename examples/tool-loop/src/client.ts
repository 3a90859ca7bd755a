import Anthropic from '@anthropic-ai/sdk'
import { type Client, createClient } from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { anthropicMessages, createHistoryConverter, openaiChat } from '@understudy/runtime/history'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'

/** Runs prompts of both providers, and takes a history in the messages of either. */
export type AtlasClient = Client<'openai' | 'anthropic', readonly object[]>

/** Makes the client. By default the SDKs take their keys and base URLs from the environment. */
export function createAtlasClient(sdks: { openai?: OpenAI; anthropic?: Anthropic } = {}): AtlasClient {
  return createClient({
    providers: {
      openai: openai(sdks.openai ?? new OpenAI()),
      anthropic: anthropic(sdks.anthropic ?? new Anthropic()),
    },
    // Each candidate gets the conversation in its own api's messages, whichever model said what.
    history: createHistoryConverter(openaiChat, anthropicMessages),
  })
}
