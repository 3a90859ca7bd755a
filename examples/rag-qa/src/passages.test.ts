import { expect, test } from 'vitest'
import { retrieve } from './passages.ts'

test.each([
  ['What is the capital of Japan?', 'Japan', 'The capital of Japan is Tokyo.'],
  [
    'Which currency do the Swiss use?',
    'Switzerland',
    'The currency of Switzerland is the Swiss franc (CHF).',
  ],
  ['Which countries border Portugal?', 'Portugal', 'Portugal borders one country: Spain.'],
  ['Which languages are spoken in Canada?', 'Canada', 'The languages of Canada are English and French.'],
  ['What is the calling code of Brazil?', 'Brazil', 'The calling code of Brazil is +55.'],
  ['What is the capital of the USA?', 'United States', 'The capital of the United States is Washington D.C.'],
  ['What are the capitals of South Africa?', 'South Africa', 'The capitals of South Africa are Pretoria,'],
  ['Which countries does Cuba border?', 'Cuba', 'Cuba borders no other country by land.'],
  [
    'Where is Svalbard?',
    'Svalbard and Jan Mayen',
    'Svalbard and Jan Mayen is a territory in Northern Europe.',
  ],
])('%s', (question, title, sentence) => {
  const [best] = retrieve(question)
  expect(best?.title).toBe(title)
  expect(best?.text).toContain(sentence)
})

test('passages are numbered by rank, and as many as asked for', () => {
  expect(retrieve('Which countries border France?').map(({ id }) => id)).toEqual([1, 2, 3, 4])
  expect(retrieve('Which countries border France?', 2)).toHaveLength(2)
})

test('a misspelt name is found', () => {
  expect(retrieve('What is the capital of Switzerlnd?')[0]?.title).toBe('Switzerland')
})

test('there is a passage for every country, and none holds a gap of the data', () => {
  const passages = retrieve('borders country', 1000)
  expect(passages).toHaveLength(250)
  for (const { text } of passages) {
    expect(text).not.toMatch(/undefined|null|NaN|\[object|-1 square| {2}| ,|\.\.$/)
    expect(text.split('. ').length).toBeGreaterThan(3)
  }
})
