import Anthropic from '@anthropic-ai/sdk'
import { retrieve } from '@examples/rag-qa/passages'
import { CompletionError, createClient } from '@understudy/runtime'
import { anthropic } from '@understudy/runtime/anthropic'
import { openai } from '@understudy/runtime/openai'
import OpenAI from 'openai'
import { ragQa } from '#prompts/rag-qa'
import type { AnswerEvent } from '../answer-event.ts'

// The official SDKs take their keys and base URLs from the environment.
const client = createClient({
  providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
})

/** Answers a question from retrieved passages. Failures end it with an `error` event; an abort is thrown. */
export async function* answer(question: string, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  try {
    for await (const event of client.stream(ragQa, { question, passages: retrieve(question) }, { signal })) {
      if (event.type === 'done') {
        const { servedBy, attempts } = event.result
        yield { type: 'done', servedBy, attempts }
      } else yield event
    }
  } catch (error) {
    if (!(error instanceof CompletionError)) throw error
    yield { type: 'error', message: error.message, attempts: error.attempts }
  }
}
