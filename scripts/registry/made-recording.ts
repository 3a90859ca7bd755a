import { randomUUID } from 'node:crypto'

/** How many words there are; the lower its number, the more often a word stands in a text. */
const WORDS = 20_000
const MODELS = ['gpt-5.4-mini', 'gpt-5.4', 'claude-haiku-4-5', 'claude-sonnet-4-5']

function text(length: number): string {
  return Array.from({ length }, () => `word${Math.floor(WORDS * Math.random() ** 4)}`).join(' ')
}

/** A call as an application would record it, of about 1.5 KB. */
export function madeRecording(startedAt: number): { completion_id: string } & Record<string, unknown> {
  const isFallback = Math.random() < 0.02
  return {
    completion_id: randomUUID(),
    session_id: `session-${Math.floor(Math.random() * 100_000)}`,
    messages: [
      { role: 'system', content: 'You answer from the passages only.' },
      { role: 'user', content: text(90) },
      { role: 'assistant', content: text(30) },
    ],
    inputs: { question: text(12) },
    prompt_info: { prompt_template_version_id: 'v1', environment: isFallback ? 'fallback' : 'prod' },
    call_info: {
      start_time: startedAt / 1000,
      end_time: startedAt / 1000 + 1,
      provider: 'openai',
      model: MODELS[Math.floor(Math.random() * MODELS.length)],
      llm_parameters: { temperature: 0 },
      usage: { prompt_tokens: 200, completion_tokens: 40 },
      served_by_fallback: isFallback,
    },
    session_info: { custom_metadata: { user: 'u1' } },
  }
}
