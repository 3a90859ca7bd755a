import { findKnownKeys } from './known-keys.ts'
import { findRandomTokens } from './find-random-tokens.ts'
import { runKeptRules } from './run-kept-rules.ts'
import type { Secret } from './secret.ts'

/** Finds what looks like a key in a text: of a known form, by secretlint's rules, or a long random token. In order, none within another. */
export function findSecrets(text: string): Secret[] {
  if (!mayHoldSecrets(text)) return []
  // The first that names a part counts, so those whose names say most come first.
  const found = [...findKnownKeys(text), ...runKeptRules(text), ...findRandomTokens(text)]
  const secrets: Secret[] = []
  for (const secret of found) {
    const rival = secrets.find(({ start, end }) => secret.start < end && start < secret.end)
    if (!rival) secrets.push(secret)
    else {
      rival.start = Math.min(rival.start, secret.start)
      rival.end = Math.max(rival.end, secret.end)
    }
  }
  return secrets.sort((a, b) => a.start - b.start)
}

/** A value as keys have, behind a name as keys have, or one that begins as keys of AWS and Slack do. */
const NAMED =
  /\bxox[a-z]-|\bA[KS]IA|(?:key|secret|token|passw(?:or)?d|credential)s?["']?\s{0,9}[:=]\s{0,9}["']?[\w+/.-]{20}/i

/**
 * Whether a text is worth the rules, which take a hundred times as long: every key has a run of letters mixed with digits,
 * a header, a name, or a place for a password.
 */
function mayHoldSecrets(text: string): boolean {
  if (text.includes('PRIVATE KEY') || /:\/\/[^\s/]*@/.test(text)) return true
  for (const [run] of text.matchAll(/[A-Za-z0-9]{10,}/g)) {
    if (/\d/.test(run) && /[A-Za-z]/.test(run)) return true
  }
  return NAMED.test(text)
}
