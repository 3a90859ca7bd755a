import MiniSearch from 'minisearch'
import countries from 'world-countries'
import { describeCountry } from './describe-country.ts'

/** A piece of text that an answer may be taken from. */
export interface Passage {
  /** The number that an answer cites it by: 1 is the best match. */
  id: number
  title: string
  text: string
}

const names = new Map(countries.map(({ cca3, name }) => [cca3, name.common]))

const documents = countries.map((country, id) => ({
  id,
  title: country.name.common,
  text: describeCountry(country, (code) => names.get(code) ?? code),
  // Found by, but not shown: "UK", "Holland", "Swiss".
  aliases: [...country.altSpellings, country.demonyms.eng?.m].join(' '),
}))

const ignored = new Set('a an and are at by do does for from in is of on the to what which who'.split(' '))

const index = new MiniSearch<(typeof documents)[number]>({
  fields: ['title', 'aliases', 'text'],
  processTerm: (term) => !ignored.has(term.toLowerCase()) && term.toLowerCase(),
  searchOptions: { boost: { title: 4, aliases: 2 }, fuzzy: (term) => (term.length > 5 ? 0.2 : false) },
})
index.addAll(documents)

/**
 * Retrieves the passages that match a question best, the best first. There is one passage a country, made of the facts
 * of the `world-countries` data set.
 *
 * @param limit The most passages to return. @default 4
 */
export function retrieve(question: string, limit = 4): Passage[] {
  return index
    .search(question)
    .slice(0, limit)
    .flatMap((hit, rank) => {
      const found = documents[hit.id]
      return found ? [{ id: rank + 1, title: found.title, text: found.text }] : []
    })
}
