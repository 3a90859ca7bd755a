import type { Secret } from './secret.ts'

interface KeyForm {
  kind: string
  /** Its first group is the key, or else the whole match. Repetitions are bounded, so that no text takes long. */
  pattern: RegExp
  /** What else the key must be like. */
  check?: (value: string) => boolean
}

/** Has a part as only keys and ids have: no name of a variable, no path, no slug. */
const isDense = (value: string): boolean =>
  /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i.test(value) ||
  (value.match(/[A-Za-z0-9]{16,}/g) ?? []).some((run) => /\d/.test(run) && /[A-Za-z]/.test(run))

const hasDigit = (value: string): boolean => /\d/.test(value)

/** Keys that tell by their form what they are, where the kept rules have none or a narrower one. */
const FORMS: readonly KeyForm[] = [
  { kind: 'anthropic', pattern: /\bsk-ant-[\w-]{20,300}/dg },
  { kind: 'langfuse', pattern: /\b[sp]k-lf-[\w-]{16,100}/dg, check: hasDigit },
  { kind: 'openai', pattern: /\bsk-[\w-]{0,100}[A-Za-z0-9]{20}[\w-]{0,200}/dg, check: hasDigit },
  { kind: 'aws', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/dg },
  {
    kind: 'aws',
    pattern: /\baws_?(?:secret|session)\w{0,30}["']?\s{0,9}[:=]\s{0,9}["']?([A-Za-z0-9/+=]{40,2000})/dgi,
  },
  { kind: 'google', pattern: /\bAIza[\w-]{35}(?![\w-])/dg },
  { kind: 'google', pattern: /\bya29\.[\w-]{20,2000}/dg },
  { kind: 'github', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255})/dg },
  { kind: 'slack', pattern: /\bxox[abeprs]-[\w-]{10,255}/dg, check: hasDigit },
  { kind: 'slack', pattern: /\bhooks\.slack\.com\/services\/(T\w{4,20}\/B\w{4,20}\/\w{16,50})/dg },
  { kind: 'stripe', pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}/dg },
  { kind: 'npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/dg },
  { kind: 'langsmith', pattern: /\blsv2_(?:pt|sk)_[a-f0-9]{32}(?:_[a-f0-9]{1,20})?/dg },
  { kind: 'json web token', pattern: /\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{16,2000}/dg },
  {
    kind: 'private key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----(?=[^-]{0,200}[A-Za-z0-9+/]{32})(?:[^-]{32,16000}-----END [A-Z0-9 ]{1,50}-----|[A-Za-z0-9+/=\s\\]{32,16000})/dg,
  },
  { kind: 'bearer token', pattern: /\bbearer\s{1,9}([\w.~+/-]{20,4000}=*)/dgi, check: isDense },
  {
    // A template's tag in the place of the password is no password.
    kind: 'password in a URL',
    pattern: /\b[a-z][a-z0-9+-]{1,20}:\/\/[^\s:/?#@{}"'`<>]{1,100}:([^\s:/?#@{}"'`<>$]{4,200})@[\w[]/dgi,
  },
  {
    kind: 'key',
    pattern:
      /(?:api|access|auth|subscription)?[_-]?(?:key|secret|token|passw(?:or)?d|credential)s?["']?\s{0,9}[:=]\s{0,9}["']?([\w+/.-]{20,1000}=*)/dgi,
    check: isDense,
  },
]

/** Finds keys of known forms. A part of a text that answers to two forms is told twice. */
export function findKnownKeys(text: string): Secret[] {
  return FORMS.flatMap(({ kind, pattern, check }) =>
    Array.from(text.matchAll(pattern), (match): Secret => {
      const [start = 0, end = 0] = match.indices?.[1] ?? match.indices?.[0] ?? []
      return { kind, start, end }
    }).filter(({ start, end }) => check?.(text.slice(start, end)) ?? true),
  )
}
