import { isReservedWord } from './literals.ts'

/** The identifier that a prompt is exported under: `rag-qa` → `ragQa`. Undefined if none can be made. */
export function promptIdentifier(name: string): string | undefined {
  const joined = joinWords(name)
  if (joined === '') return undefined
  const identifier = joined.charAt(0).toLowerCase() + joined.slice(1)
  if (/^\p{ID_Start}/u.test(identifier))
    return isReservedWord(identifier) ? `${identifier}Prompt` : identifier
  return `_${identifier}`
}

/** The name of a type made of several names: `rag-qa`, `prod` → `RagQaProd`. */
export function typeName(...names: string[]): string {
  const joined = names.map((name) => capitalise(joinWords(name))).join('')
  return /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`
}

function joinWords(name: string): string {
  // Plain names are split four times as fast without Unicode's tables.
  const words = /^[\x20-\x7e]*$/.test(name)
    ? name.split(/[^0-9A-Za-z]+/)
    : name.split(/[^\p{ID_Continue}]+|_+/u)
  return words
    .filter((word) => word !== '')
    .map((word, i) => (i === 0 ? word : capitalise(word)))
    .join('')
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
