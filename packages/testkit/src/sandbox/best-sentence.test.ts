import { expect, test } from 'vitest'
import { bestSentence } from './best-sentence.ts'
import type { Passage } from './read-prompt.ts'

const facts = (
  title: string,
  capital: string,
  currency: string,
  languages: string,
  borders: string,
): Passage => ({
  title,
  text: `${title} is a country. The capital of ${title} is ${capital}. Its currency is the ${currency}. The official languages are ${languages}. It has land borders with ${borders}.`,
})
const passages = [
  facts('China', 'Beijing', 'Chinese yuan (CNY)', 'Chinese', 'India, Russia and Vietnam'),
  facts('Japan', 'Tokyo', 'Japanese yen (JPY)', 'Japanese', 'no country'),
  facts('South Korea', 'Seoul', 'South Korean won (KRW)', 'Korean', 'North Korea'),
  facts('North Korea', 'Pyongyang', 'North Korean won (KPW)', 'Korean', 'China, Russia and South Korea'),
  facts('Grenada', "St. George's", 'Eastern Caribbean dollar (XCD)', 'English', 'no country'),
]

test.each([
  ['What is the capital of Japan?', 'The capital of Japan is Tokyo.'],
  ["What is Japan's currency called?", 'Its currency is the Japanese yen (JPY).'],
  ['what currency do they use in japan', 'Its currency is the Japanese yen (JPY).'],
  ['Which languages are spoken in China?', 'The official languages are Chinese.'],
  ['Which country has Seoul as its capital?', 'The capital of South Korea is Seoul.'],
  ['What is the capital of North Korea?', 'The capital of North Korea is Pyongyang.'],
  ['Which countries border South Korea?', 'It has land borders with North Korea.'],
  ['What is the capital city of Grenada?', "The capital of Grenada is St. George's."],
  ['Where is the yen used?', 'Its currency is the Japanese yen (JPY).'],
])('%s', (question, sentence) => {
  expect(bestSentence(question, passages)).toBe(sentence)
})

test('of equal sentences the first passage has the best one', () => {
  const given = [
    { title: 'Switzerland', text: 'Switzerland borders Austria, France, Germany, Italy and Liechtenstein.' },
    { title: 'Liechtenstein', text: 'Liechtenstein borders Austria and Switzerland.' },
  ]
  expect(bestSentence('What borders Switzerland?', given)).toBe(given[0]?.text)
  expect(bestSentence('What borders Switzerland?', given.toReversed())).toBe(given[1]?.text)
})

test.each([
  ['What is the capital of Peru?', passages],
  ['How is the weather?', passages],
  ['What is it?', passages],
  ['What is the capital of Japan?', []],
])('finds nothing: %s', (question, given) => {
  expect(bestSentence(question, given)).toBeUndefined()
})
