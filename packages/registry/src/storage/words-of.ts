import type { Json } from '@understudy/compiler'

const LONGEST_WORD = 64
// All at their longest, these still fit PostgreSQL's largest tsvector of 1 MB.
const MOST_WORDS = 3_000
const LONGEST_UNBROKEN = 1_000
const WORD = /[\p{L}\p{N}]+/gu
const ASCII_WORD = /[a-z0-9]+/g

/** The words of a text, folded so that both databases find the same: no case, no accents, each word once. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const word of split(text)) {
    words.add(word.slice(0, LONGEST_WORD))
    if (words.size === MOST_WORDS) break
  }
  return [...words]
}

/** All strings in a JSON value but for the keys of its objects, one a line, and but for encoded media. */
export function textsIn(value: Json | undefined): string {
  if (typeof value === 'string') return isEncoded(value) ? '' : value
  if (value === undefined || value === null || typeof value !== 'object') return ''
  return Object.values(value).map(textsIn).filter(Boolean).join('\n')
}

function isEncoded(text: string): boolean {
  return text.length > LONGEST_UNBROKEN && !/\s/.test(text)
}

function split(text: string): string[] {
  // Most text is ASCII, where case is all there is to fold, and words are found several times as quickly.
  if (!/[^ -~\s]/.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? []
  return text.toWellFormed().normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').match(WORD) ?? []
}
