import { BuildError } from '@understudy/sources'
import { expect, test } from 'vitest'
import { plainError, withPlainError } from './plain-error.ts'

const one = new BuildError({ code: 'config', summary: 'is wrong', hint: 'Mend it.', place: { file: 'a.ts' } })
const two = new BuildError({ code: 'config', summary: 'is worse', hint: 'Mend it too.' })

test('says all and shows no stack', () => {
  const error = plainError(one, two)
  expect(error.message).toBe(`${one.message}\n\n${two.message}`)
  expect(error.stack).toBe(error.message)
})

test('leaves other errors and results alone', () => {
  const other = new TypeError('A mistake of the plugin.')
  const fail = (error: Error) => () => {
    throw error
  }
  expect(withPlainError(() => 1)).toBe(1)
  expect(() => withPlainError(fail(one))).toThrow(plainError(one))
  expect(() => withPlainError(fail(other))).toThrow(other)
})
