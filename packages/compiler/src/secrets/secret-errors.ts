import { createHash } from 'node:crypto'
import { BuildError } from '../build-error.ts'
import { positionAt } from '../template/position.ts'
import { findSecrets } from './find-secrets.ts'
import { maskSecrets, visiblePart } from './mask-secrets.ts'

/** A text that ends in a bundle or a repository, and where it comes from. */
export interface CheckedText {
  /** The file as the user would name it in an error. */
  file: string
  text: string
  prompt?: string
  environment?: string
}

/**
 * Errors for what looks like a key in a text. They never hold more of it than its first four characters.
 *
 * @param allowed Fingerprints of what is known to be no secret.
 */
export function secretErrors(
  { file, text, prompt, environment }: CheckedText,
  allowed: readonly string[] = [],
): BuildError[] {
  const secrets = findSecrets(text)
  const masked = maskSecrets(text, secrets)
  return secrets.flatMap(({ kind, start, end }) => {
    const value = text.slice(start, end)
    const id = fingerprint(value)
    if (allowed.includes(id)) return []
    return new BuildError({
      code: 'secret',
      summary: `this looks like a secret (${kind}): \`${visiblePart(value)}…\``,
      hint: `Take it out, and replace it where it is valid: it may be known already. If it is none, permit it in the config: \`allowSecrets: ['${id}']\`.`,
      ...(prompt !== undefined && { prompt }),
      ...(environment !== undefined && { environment }),
      place: { file, text: masked, ...positionAt(text, start) },
    })
  })
}

/** Names a value without telling it: the beginning of its SHA-256. */
export function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8)
}
