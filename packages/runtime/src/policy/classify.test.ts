import { expect, test } from 'vitest'
import { classify } from './classify.ts'

/** As the OpenAI SDK throws it: the envelope is taken off. */
const openaiError = (status: number | undefined, error?: object) => ({ status, error, requestID: 'req_1' })
/** As the Anthropic SDK throws it: the whole body. */
const anthropicError = (status: number | undefined, error?: object) => ({
  status,
  error: error && { type: 'error', error },
  requestID: 'req_1',
})

test.each([
  [400, 'bad_request'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'not_found'],
  [405, 'server'],
  [408, 'server'],
  [409, 'server'],
  [413, 'too_large'],
  [422, 'bad_request'],
  [429, 'rate_limit'],
  [500, 'server'],
  [502, 'server'],
  [503, 'server'],
  [504, 'server'],
  [529, 'overloaded'],
] as const)('a bare %i is %s', (status, kind) => {
  expect(classify(openaiError(status))).toMatchObject({ kind, status, requestId: 'req_1' })
  expect(classify(anthropicError(status))).toMatchObject({ kind, status, requestId: 'req_1' })
})

test.each([
  ['a spent quota', openaiError(429, { type: 'insufficient_quota', code: 'insufficient_quota' }), 'quota'],
  [
    'a spend limit',
    anthropicError(429, {
      type: 'rate_limit_error',
      details: { error_code: 'enforced_spend_limit_reached' },
    }),
    'quota',
  ],
  [
    'the context window, by code',
    openaiError(400, { type: 'invalid_request_error', code: 'context_length_exceeded' }),
    'context_window',
  ],
  [
    'the context window, in words',
    anthropicError(400, {
      type: 'invalid_request_error',
      message: 'prompt is too long: 9 tokens > 8 maximum',
    }),
    'context_window',
  ],
  [
    'the context window of a compatible server',
    openaiError(400, { message: "This model's maximum context length is 8192 tokens." }),
    'context_window',
  ],
  ['a filtered prompt', openaiError(400, { code: 'content_filter' }), 'content_filter'],
  ['a wrong key', openaiError(401, { type: 'invalid_request_error', code: 'invalid_api_key' }), 'auth'],
  ['a model out of reach', openaiError(403, { code: 'model_not_found' }), 'not_found'],
  [
    'a rate limit with the status of another',
    openaiError(413, { code: 'rate_limit_exceeded' }),
    'rate_limit',
  ],
  ['an overload with the status of another', openaiError(429, { code: 'overloaded_error' }), 'overloaded'],
  ['an overload in a stream', anthropicError(undefined, { type: 'overloaded_error' }), 'overloaded'],
  ['a dead key in a stream', anthropicError(undefined, { type: 'authentication_error' }), 'auth'],
  ['a rate limit in a stream', openaiError(undefined, { code: 'rate_limit_exceeded' }), 'rate_limit'],
  ['a server error in a stream', anthropicError(undefined, { type: 'api_error' }), 'server'],
  ['a bad request in a stream', openaiError(undefined, { type: 'invalid_request_error' }), 'bad_request'],
] as const)('%s', (_, error, kind) => {
  expect(classify(error).kind).toBe(kind)
})

test('words of another failure do not make it a context window', () => {
  expect(classify(openaiError(500, { message: 'maximum context length' })).kind).toBe('server')
})

test('the code of the system is found under the wrappers', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  const thrown = Object.assign(
    new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: refused }) }),
    {
      status: undefined,
      code: undefined,
    },
  )
  expect(classify(thrown)).toMatchObject({ kind: 'connection', code: 'ECONNREFUSED', cause: thrown })
})

test('a chain of causes that is a ring ends', () => {
  const error = new Error('ring')
  error.cause = error
  expect(classify(error)).toMatchObject({ kind: 'connection', code: undefined })
})

test.each([undefined, null, 'text', 0])('%j may be thrown too', (thrown) => {
  expect(classify(thrown)).toMatchObject({ kind: 'connection', cause: thrown })
})

test('an error that has a kind is taken at its word', () => {
  expect(classify(Object.assign(new Error('x'), { kind: 'truncated' })).kind).toBe('truncated')
})

test.each([
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
])('%s is a certificate that does not hold', (code) => {
  const cause = Object.assign(new Error('bad certificate'), { code })
  expect(classify(new Error('Connection error.', { cause }))).toMatchObject({ kind: 'certificate', code })
})

test('the wait that the provider asks for is read of the headers', () => {
  expect(classify({ status: 429, headers: new Headers({ 'retry-after': '2' }) }).retryAfter).toBe(2_000)
  expect(classify({ status: 429, headers: new Headers({ 'retry-after-ms': '20' }) }).retryAfter).toBe(20)
  expect(classify({ status: 429, headers: { 'retry-after': '2' } }).retryAfter).toBeUndefined()
  expect(classify({ status: 429 }).retryAfter).toBeUndefined()
})
