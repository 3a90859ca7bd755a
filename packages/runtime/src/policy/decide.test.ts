import { expect, test } from 'vitest'
import { decide } from './decide.ts'

test.each(['bad_request', 'content_filter', 'refusal', 'max_tokens', 'aborted', 'deadline'] as const)(
  '%s fails: another candidate is not asked',
  (kind) => {
    expect(decide(kind)).toBe('fail')
  },
)

test.each([
  'connection',
  'first_token_timeout',
  'idle_timeout',
  'auth',
  'quota',
  'not_found',
  'rate_limit',
  'overloaded',
  'server',
  'too_large',
  'context_window',
  'empty',
  'truncated',
  'malformed',
] as const)('%s falls back', (kind) => {
  expect(decide(kind)).toBe('fall_back')
})
