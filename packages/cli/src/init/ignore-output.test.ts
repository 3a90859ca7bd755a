import { expect, test } from 'vitest'
import { ignoreOutput } from './ignore-output.ts'

test.each([
  ['', '.understudy/\n'],
  ['dist\n', 'dist\n.understudy/\n'],
  ['dist', 'dist\n.understudy/\n'],
  ['dist\r\n', 'dist\r\n.understudy/\r\n'],
  ['# .understudy\n', '# .understudy\n.understudy/\n'],
])('adds to %j', (text, expected) => {
  expect(ignoreOutput(text, '.understudy')).toBe(expected)
})

test.each(['.understudy', '.understudy/', '/.understudy', '/.understudy/ '])('knows %j', (line) => {
  const text = `dist\n${line}\nother\n`
  expect(ignoreOutput(text, '.understudy')).toBe(text)
})
