import { expect, test } from 'vitest'
import { splitTokens } from './split-tokens.ts'

test.each([
  ['One two.', ['One', ' two.']],
  [' One\n\ntwo ', [' One', '\n\ntwo ']],
  ['', []],
  ['  ', ['  ']],
])('%j', (text, tokens) => {
  expect(splitTokens(text)).toEqual(tokens)
})
