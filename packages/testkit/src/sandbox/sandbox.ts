import { answer } from '../behaviours/answer.ts'
import type { Behaviour } from '../exchange.ts'
import { sandboxText } from './sandbox-text.ts'

/** The header with which the sandbox provider says that no LLM answers. */
export const sandboxHeaders: Readonly<Record<string, string>> = { 'x-understudy-sandbox': 'no-llm' }

/** How the sandbox provider answers. */
export interface SandboxOptions {
  /** Milliseconds before each token of a stream. @default 0 */
  readonly tokenDelayMs?: number
}

/**
 * Answers from the passages in the prompt, word by word in a stream, as {@link sandboxText} has it. This is no LLM,
 * and the response says so in its header `x-understudy-sandbox: no-llm`. Its `model` is the one that was asked for;
 * its usage is estimated, at 4 characters a token.
 */
export function sandbox(options: SandboxOptions = {}): Behaviour {
  return answer(sandboxText, { headers: sandboxHeaders, ...options })
}
