import { findRandomTokens } from './find-random-tokens.ts'
import { findKnownKeys } from './known-keys.ts'
import { mayHoldSecrets } from './may-hold-secrets.ts'
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
