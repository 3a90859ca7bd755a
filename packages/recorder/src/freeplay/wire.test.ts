import { expect, test } from 'vitest'
import { completionRecord } from '../testing/completion-record.ts'
import { toCompletionEvent } from '../to-completion-event.ts'
import { completionBody, wireRequest } from './wire.ts'

const event = (...args: Parameters<typeof completionRecord>) => toCompletionEvent(completionRecord(...args))

test('Freeplay is told in the metadata that a fallback answered, and which', () => {
  const { method, path, body } = wireRequest(event('a', { byFallback: true }))
  expect({ method, path }).toEqual({ method: 'POST', path: 'sessions/a/completions' })
  expect(body).toMatchObject({
    prompt_info: { environment: 'fallback' },
    call_info: { provider: 'anthropic', model: 'claude-haiku-4-5' },
    session_info: {
      custom_metadata: { served_by_fallback: true, served_by: 'fallback', fallback_attempts: 0 },
    },
  })
})

test('what the caller filed it under comes first, and nothing is said of a primary', () => {
  const record = { session: { id: 's', metadata: { served_by: 'me' } }, metadata: { tier: 'gold' } }
  expect(wireRequest(event('a', { byFallback: true, record })).body).toMatchObject({
    session_info: { custom_metadata: { served_by_fallback: true, served_by: 'me', tier: 'gold' } },
  })
  expect(wireRequest(event('a')).body).not.toHaveProperty('session_info')
  // A registry of Understudy's own has a field for it.
  expect(completionBody(event('a', { byFallback: true }))).not.toHaveProperty('session_info')
})
