import { findSecrets } from './find-secrets.ts'
import type { Secret } from './secret.ts'

/** What a message may show of a secret: its first four characters, and fewer of a short one. */
export function visiblePart(value: string): string {
  return value.slice(0, Math.min(4, Math.floor(value.length / 4)))
}

/** The text with all but the visible part of each secret hidden; everything stays at its place. */
export function maskSecrets(text: string, secrets: readonly Secret[]): string {
  let masked = text
  for (const { start, end } of secrets) {
    const hiddenFrom = start + visiblePart(text.slice(start, end)).length
    const hidden = text.slice(hiddenFrom, end).replace(/[^\r\n]/g, '•')
    masked = masked.slice(0, hiddenFrom) + hidden + masked.slice(end)
  }
  return masked
}

/** The text as it may stand in an error. */
export function hideSecrets(text: string): string {
  return maskSecrets(text, findSecrets(text))
}
