import { expect, test } from 'vitest'
import { searchTerms } from './search-terms.ts'

test.each([
  ['What is the capital of Japan?', ['capital', 'japan']],
  ["Japan's currencies, its currency", ['japan', 'currency']],
  ['Which countries border Côte d’Ivoire?', ['country', 'border', 'cote', 'd', 'ivoire']],
  ['bordering bordered borders', ['border']],
  ['Paris is in the USA, 1,000 km', ['paris', 'usa', '1', '000', 'km']],
])('%s', (text, terms) => {
  expect(searchTerms(text)).toEqual(terms)
})
