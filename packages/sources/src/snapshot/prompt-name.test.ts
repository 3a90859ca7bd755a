import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../testing/any-text.ts'
import { isPromptName, promptName } from './prompt-name.ts'

test.each([
  ['rag-qa', 'rag-qa'],
  ['ragQa_2.1', 'ragQa_2.1'],
  ['support/rag-qa', 'support/rag-qa'],
  ['日本/übersicht', '日本/übersicht'],
  ['My Prompt', 'my-prompt'],
  ['Support / RAG: QA', 'support/rag-qa'],
  ["What's new?", 'what-s-new'],
  ['a__b -- c', 'a__b-c'],
])('%j becomes %j', (name, wanted) => {
  expect(promptName(name)).toBe(wanted)
})

test.each([
  '',
  ' ',
  '-',
  '../x',
  'a/..',
  './a',
  '/a',
  'a/',
  'a//b',
  'a\\b',
  'CON',
  'con.yaml',
  'a/NUL',
  '.x',
  '_x',
  '😀',
  'a\tb',
  'x.js',
  'x.json',
  'a.',
  'a%2f..',
  'index',
  'a/index',
  '~',
  'x\u202eb',
])('%j becomes nothing', (name) => {
  expect(promptName(name)).toBeUndefined()
})

test('whatever the name, what becomes of it is safe, and stays as it is', () => {
  const name = fc.oneof(
    anyText(20),
    fc
      .array(fc.constantFrom('..', '.', '/', '\\', ' ', 'a', 'CON', '~', ':', '\0', '-', 'Ä', '_'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(name, (text) => {
      const found = promptName(text)
      if (found === undefined) return
      expect(isPromptName(found)).toBe(true)
      expect(promptName(found)).toBe(found)
      expect(found).not.toMatch(/(^|\/)\.|\\|\/\/|^\/|[\0-\x20:*?"<>|]/)
    }),
    { numRuns: 300 },
  )
})
