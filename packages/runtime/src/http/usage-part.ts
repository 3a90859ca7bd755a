import type { Part } from '../adapter.ts'

type Count = number | null | undefined

/** The part that says how many tokens an answer took. What the provider does not report is absent. */
export function usagePart(
  input: Count,
  output: Count,
  cached: Count,
  written: Count,
  reasoning: Count,
): Part {
  return {
    type: 'usage',
    usage: {
      inputTokens: input ?? 0,
      outputTokens: output ?? 0,
      cachedInputTokens: cached ?? undefined,
      cacheWriteTokens: written ?? undefined,
      reasoningTokens: reasoning ?? undefined,
    },
  }
}
