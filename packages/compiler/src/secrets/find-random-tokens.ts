import type { Secret } from './secret.ts'

/** Shorter ones are as often names or ids. */
const SHORTEST = 24
/** Longer ones are data, for instance an image. */
const LONGEST = 200

/**
 * Finds tokens that look drawn at random: 24 to 200 letters and digits in which upper case, lower case and digits
 * alternate as they do by chance.
 *
 * So words, names in camel case, UUIDs, hex digests (one case only), slugs and ids in capitals pass. So do data URLs and
 * the base64 digests of `integrity`, by what stands before them.
 */
export function findRandomTokens(text: string): Secret[] {
  return Array.from(text.matchAll(/[A-Za-z0-9]+/g))
    .filter(
      ({ 0: token, index }) => looksRandom(token) && !isData(text.slice(Math.max(0, index - 200), index)),
    )
    .map(({ 0: token, index }) => ({ kind: 'random token', start: index, end: index + token.length }))
}

function looksRandom(token: string): boolean {
  if (token.length < SHORTEST || token.length > LONGEST) return false
  if (![/[a-z]/, /[A-Z]/, /\d/].every((one) => one.test(token))) return false
  // As a name in camel case is read; by chance, a word has two letters, and 3 in 100 tokens have longer ones.
  const words = token.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
  return token.length / words.length <= 2.7 && entropy(token) >= 3.8
}

/** Shannon's entropy of a text's own letters, in bits a letter. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0)
}

/** Whether what comes next is in a data URL, or a digest in base64. */
function isData(before: string): boolean {
  return /(?:;base64,|\bsha(?:1|256|384|512)[-:])[A-Za-z0-9+/=]*$/.test(before)
}
