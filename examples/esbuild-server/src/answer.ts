import { retrieve } from '@examples/rag-qa/passages'
import type { Completion, StreamEvent } from '@understudy/runtime'
import { ragQa } from '#prompts/rag-qa'
import { client } from './client.ts'

/** Answers a question from the passages that are retrieved for it: the whole answer of one provider. */
export function answer(question: string, signal: AbortSignal): Promise<Completion> {
  return client.run(ragQa, { question, passages: retrieve(question) }, { signal })
}

/** The same, as it is written. After a `reset` the text begins anew, from the fallback. */
export function streamAnswer(question: string, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  return client.stream(ragQa, { question, passages: retrieve(question) }, { signal })
}
