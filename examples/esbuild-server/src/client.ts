import Anthropic from '@anthropic-ai/sdk'
import { type Client, createClient } from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'

const { FIRST_TOKEN_MS, IDLE_MS, DEADLINE_MS } = process.env

/**
 * Runs the prompts. The official SDKs take their keys and base URLs from the environment: `OPENAI_API_KEY`,
 * `OPENAI_BASE_URL`, `ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`.
 */
export const client: Client<'openai' | 'anthropic'> = createClient({
  providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
  // A primary that stays silent for this long is given up, and the fallback is asked.
  firstToken: Number(FIRST_TOKEN_MS ?? 8_000),
  idle: Number(IDLE_MS ?? 15_000),
  deadline: Number(DEADLINE_MS ?? 60_000),
})
