import type { NewRecording } from '../storage/recording.ts'

/** A recording in the session `s` of the project `p`. */
export function newRecording(id: string, more: Partial<NewRecording> & { text?: string } = {}): NewRecording {
  const { text = 'Hello', ...rest } = more
  return {
    projectId: 'p',
    id,
    sessionId: 's',
    sessionMetadata: {},
    startedAt: 1_000,
    fallback: false,
    evalResults: {},
    body: { messages: [{ role: 'assistant', content: text }] },
    recordedBy: 'k1',
    ...rest,
  }
}
