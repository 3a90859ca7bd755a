import { expect, test } from 'vitest'
import { createToken, isSecretOf, readToken } from './api-token.ts'

test('a token opens with its own secret only', () => {
  const [one, other] = [createToken(), createToken()]
  expect(one.token).toMatch(/^us_[0-9a-f]{16}_[\w-]{43}$/)
  const read = readToken(one.token)
  expect(read?.id).toBe(one.id)
  expect(isSecretOf(one.hash, read?.secret ?? '')).toBe(true)
  expect(isSecretOf(other.hash, read?.secret ?? '')).toBe(false)
  expect(one.hash).not.toContain(read?.secret)
})

test.each(['', 'us_', 'us_0123456789abcdef_short', `xx_0123456789abcdef_${'A'.repeat(43)}`])(
  '%j is none',
  (text) => {
    expect(readToken(text)).toBeUndefined()
  },
)
