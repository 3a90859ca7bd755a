import { expect, test } from 'vitest'
import { nearNames } from './near-names.ts'

const names = ['rag-qa', 'rag-qa-v2', 'summary', 'translate']

test.each([
  ['rag-aq', ['rag-qa']],
  ['ragqa', ['rag-qa']],
  ['sumary', ['summary']],
  ['rag-qa-v', ['rag-qa-v2', 'rag-qa']],
  ['zzzzzz', []],
  ['', []],
])('%j is near to %j', (name, near) => {
  expect(nearNames(name, names)).toEqual(near)
})

test('gives three at most', () => {
  expect(nearNames('prompt-0', ['prompt-1', 'prompt-2', 'prompt-3', 'prompt-4'])).toHaveLength(3)
})
