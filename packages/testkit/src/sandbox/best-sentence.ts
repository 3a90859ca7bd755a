import MiniSearch from 'minisearch'
import type { Passage } from './read-prompt.ts'
import { searchTerms } from './search-terms.ts'
import { splitSentences } from './split-sentences.ts'

interface Sentence {
  readonly id: number
  readonly text: string
  /** The text together with the title of its passage. */
  readonly context: string
  /** Whether the passage has enough of the question's names to answer it. */
  readonly eligible: boolean
}

// A word with a capital letter, except at the very beginning.
const name = /(?<!^|[\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]*/gu

/**
 * The sentence of the passages that best matches the question by BM25, which prefers rare words; `undefined` if none
 * has a word of it. A sentence counts with the title of its passage. If the question has names, only passages that
 * have at least half of them can answer it.
 */
export function bestSentence(question: string, passages: readonly Passage[]): string | undefined {
  const names = searchTerms((question.match(name) ?? []).join(' '))
  const sentences = passages
    .flatMap(({ title, text }) => {
      const eligible = hasHalf(names, searchTerms(`${title} ${text}`))
      return splitSentences(text).map((sentence) => ({
        text: sentence,
        context: `${title} ${sentence}`,
        eligible,
      }))
    })
    .map((sentence, id): Sentence => ({ ...sentence, id }))

  const index = new MiniSearch<Sentence>({
    fields: ['context'],
    // Each word counts once: a sentence that repeats its title is no better than one that says `its`.
    tokenize: searchTerms,
    processTerm: (term) => term,
    searchOptions: {
      // A long sentence is no worse (b: 0). Of sentences with the same words of the question the first one wins,
      // since the passages come best first.
      bm25: { k: 1.2, b: 0, d: 0.5 },
      filter: ({ id }) => sentences[id]?.eligible === true,
    },
  })
  index.addAll(sentences)
  const [best] = index.search(question).sort((a, b) => b.score - a.score || a.id - b.id)
  return best && sentences[best.id]?.text
}

function hasHalf(wanted: readonly string[], terms: readonly string[]): boolean {
  return wanted.filter((term) => terms.includes(term)).length * 2 >= wanted.length
}
