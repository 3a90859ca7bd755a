import type { Json } from '@understudy/compiler'

const LONGEST_WORD = 64
// All at their longest, these still fit PostgreSQL's largest tsvector of 1 MB.
const MOST_WORDS = 3_000
const LONGEST_UNBROKEN = 1_000
const WORD = /[\p{L}\p{N}]+/gu

/** The words of a text, folded so that both databases find the same: no case, no accents, each word once. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const [word] of fold(text).matchAll(WORD)) {
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

function fold(text: string): string {
  // Most text is ASCII, where case is all there is to fold.
  if (!/[^ -~\s]/.test(text)) return text.toLowerCase()
  return text.toWellFormed().normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
}
