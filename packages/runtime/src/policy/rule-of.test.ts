import { describe, expect, test } from 'vitest'
import { ruleOf, type Scope } from './rule-of.ts'

/** Their places among the circuits of a candidate. */
const provider: Scope = 0
const model: Scope = 1
const key: Scope = 2

test.each([
  'bad_request',
  'content_filter',
  'refusal',
  'max_tokens',
  'invalid_output',
  'aborted',
  'deadline',
] as const)('%s fails, and is not the breaker’s business', (kind) => {
  expect(ruleOf(kind)).toEqual({ action: 'fail' })
})

test.each([
  'too_large',
  'context_window',
  'empty',
  'not_accepted',
  'circuit_open',
  'overload_shed',
  'unneeded',
] as const)('%s falls back, and is not the breaker’s business', (kind) => {
  expect(ruleOf(kind)).toEqual({ action: 'fall_back' })
})

test.each(['truncated', 'rate_limit'] as const)('%s is retried where that is worth it', (kind) => {
  expect(ruleOf(kind)).toEqual({ action: 'fall_back', scope: model, isPatient: true })
})

test.each(['first_token_timeout', 'idle_timeout', 'outrun'] as const)(
  '%s falls back without a retry, and counts against the model',
  (kind) => {
    expect(ruleOf(kind)).toEqual({ action: 'fall_back', scope: model })
  },
)

test.each(['overloaded', 'server', 'malformed'] as const)('%s is retried', (kind) => {
  expect(ruleOf(kind)).toEqual({ action: 'retry', scope: model })
})

test('a lost connection is retried, and counts against the provider', () => {
  expect(ruleOf('connection')).toEqual({ action: 'retry', scope: provider })
})

describe('what somebody has to repair falls back with an alert', () => {
  test.each([
    ['auth', 'key', key],
    ['quota', 'key', key],
    ['not_found', 'model', model],
  ] as const)('%s opens the circuit of the %s at once', (kind, _, scope) => {
    expect(ruleOf(kind)).toEqual({ action: 'fall_back', scope, atOnce: true, alert: true })
  })

  test('a bad certificate counts against the provider', () => {
    expect(ruleOf('certificate')).toEqual({ action: 'fall_back', scope: provider, alert: true })
  })
})
