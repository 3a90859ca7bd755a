import { expect, test } from 'vitest'
import { splitSentences } from './split-sentences.ts'

test.each([
  ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
  [
    "The capital of Grenada is St. George's. Its currency is the dollar.",
    ["The capital of Grenada is St. George's.", 'Its currency is the dollar.'],
  ],
  [
    'The capital is Washington D.C. Its area is 9.4 million km².',
    ['The capital is Washington D.C.', 'Its area is 9.4 million km².'],
  ],
  ['A line\nthat goes on', ['A line\nthat goes on'.split('\n')[0] ?? '', 'that goes on']],
  ['  ', []],
])('%j', (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences)
})
