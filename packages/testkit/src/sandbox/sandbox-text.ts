import type { ReceivedRequest } from '../exchange.ts'
import type { Wire } from '../wire/types.ts'
import { bestSentence } from './best-sentence.ts'
import { readPrompt } from './read-prompt.ts'

/**
 * The answer of the sandbox provider to a request. This is no LLM: it reads the passages and the question out of the
 * rendered prompt and returns the sentence of the passages that best matches the question.
 *
 * @example
 * ```ts
 * provider.behave(stall(sandboxText, { afterTokens: 3 }))
 * ```
 */
export function sandboxText(request: ReceivedRequest, wire: Wire): string {
  const { passages, question } = readPrompt(wire.promptTexts(request.body))
  return bestSentence(question, passages) ?? 'I could not find this in the passages.'
}
