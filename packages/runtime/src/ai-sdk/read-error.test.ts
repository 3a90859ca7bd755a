import { expect, test } from 'vitest'
import { classify } from '../policy/classify.ts'
import { readError } from './read-error.ts'

const google = (statusCode: number, error: object) => ({
  name: 'AI_APICallError',
  statusCode,
  responseBody: JSON.stringify({ error: { code: statusCode, ...error } }),
})

test.each([
  [400, { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] }, 'auth', 'API_KEY_INVALID'],
  [
    400,
    {
      status: 'INVALID_ARGUMENT',
      message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).',
    },
    'context_window',
    'INVALID_ARGUMENT',
  ],
  [400, { status: 'INVALID_ARGUMENT', details: null }, 'bad_request', 'INVALID_ARGUMENT'],
  [503, { status: 'UNAVAILABLE' }, 'server', 'UNAVAILABLE'],
] as const)('Google: %s %j', (status, error, kind, code) => {
  expect(classify(readError(google(status, error)))).toMatchObject({ kind, code, status })
})

test('Google: when to come back stands in the body', () => {
  const details = [{ reason: 'RATE_LIMIT_EXCEEDED' }, { retryDelay: '34.5s' }]
  const error = readError(google(429, { status: 'RESOURCE_EXHAUSTED', details }))
  expect(classify(error)).toMatchObject({ kind: 'rate_limit', retryAfter: 34_500 })
})

test('Amazon: what it is stands in a header', () => {
  const error = readError({
    statusCode: 429,
    responseHeaders: { 'x-amzn-errortype': 'ThrottlingException:http://x/', 'x-amzn-requestid': 'r-1' },
    responseBody: '{"message":"Too many tokens"}',
  })
  expect(classify(error)).toMatchObject({
    kind: 'rate_limit',
    code: 'ThrottlingException',
    requestId: 'r-1',
  })
})
