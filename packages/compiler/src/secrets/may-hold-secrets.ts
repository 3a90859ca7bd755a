/** Beginnings of keys that may have no digits. */
const BEGINNING = /PRIVATE KEY|\b(?:xox[a-z]-|A[KS]IA|hf_)/
const PASSWORD_IN_URL = /:\/\/[^\s/]*@/
const ASSIGNED = /[:=]\s{0,9}["']?[\w+/.-]{20}/
const NAMED = /(?:key|secret|token|passw(?:or)?d|credential)s?["']?\s{0,9}[:=]\s{0,9}["']?[\w+/.-]{20}/i

/** The shortest run of letters and digits in a key. */
const SHORTEST_RUN = 10

/**
 * Whether a text is worth the rules, which take some hundred times as long: every key has a run of letters mixed with
 * digits, or else a known beginning, a name or a place for a password.
 */
export function mayHoldSecrets(text: string): boolean {
  return (
    BEGINNING.test(text) ||
    PASSWORD_IN_URL.test(text) ||
    (ASSIGNED.test(text) && NAMED.test(text)) ||
    hasMixedRun(text)
  )
}

/** Goes by the places where a letter meets a digit, which are few: to look at every run takes ten times as long. */
function hasMixedRun(text: string): boolean {
  const border = /[A-Za-z]\d|\d[A-Za-z]/g
  while (border.test(text)) {
    let start = border.lastIndex - 2
    let end = border.lastIndex
    while (isLetterOrDigit(text.charCodeAt(start - 1))) start--
    while (isLetterOrDigit(text.charCodeAt(end))) end++
    if (end - start >= SHORTEST_RUN) return true
    border.lastIndex = end
  }
  return false
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
