import type { CompletionRecord, RecordOptions } from '@understudy/runtime'

const candidate = {
  environment: 'prod',
  version: 'v1',
  digest: 'sha256:0',
  provider: 'openai',
  api: 'openai.chat' as const,
  model: 'gpt-5.4-mini',
  parameters: { temperature: 0 },
  history: false,
  request: (): never => {
    throw new Error('a record is not rendered again')
  },
}
const fallback = {
  ...candidate,
  environment: 'fallback',
  provider: 'anthropic',
  api: 'anthropic.messages' as const,
  model: 'claude-haiku-4-5',
}
const prompt: CompletionRecord['prompt'] = {
  name: 'rag-qa',
  candidates: { prod: candidate, fallback },
  chain: [candidate, fallback],
}

/** A call that was answered, by the primary if nothing else is said. */
export function completionRecord(
  id: string,
  more: { record?: RecordOptions; byFallback?: boolean; text?: string } = {},
): CompletionRecord {
  const { record, byFallback = false, text = 'An answer.' } = more
  const asked = byFallback ? fallback : candidate
  const request = byFallback
    ? {
        model: asked.model,
        max_tokens: 9,
        system: 'Be brief.',
        messages: [{ role: 'user', content: 'A question' }],
      }
    : { model: asked.model, messages: [{ role: 'user', content: 'A question' }] }
  return {
    id,
    prompt,
    candidate: asked,
    request,
    variables: { question: 'A question' },
    options: record ? { record } : {},
    completion: {
      id,
      text,
      data: undefined,
      toolCalls: [],
      finishReason: 'stop',
      usage: { inputTokens: 7, outputTokens: 3 },
      servedBy: asked,
      attempts: [],
      request,
    },
    error: undefined,
    attempts: [],
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_001_500,
  }
}
