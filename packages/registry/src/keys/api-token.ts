import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const FORM = /^us_([0-9a-f]{16})_([\w-]{43})$/

/** A new key: `token` is shown once, the rest is kept. */
export interface NewToken {
  id: string
  token: string
  hash: string
}

export function createToken(): NewToken {
  const id = randomBytes(8).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  return { id, token: `us_${id}_${secret}`, hash: hashOf(secret) }
}

/** The id and the secret in a token; undefined when it is none of ours. */
export function readToken(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = FORM.exec(token) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** Compares in constant time. */
export function isSecretOf(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOf(secret), 'hex'))
}

/**
 * One round of SHA-256. Slow hashes make up for passwords that can be guessed; 256 random bits cannot, and a slow hash
 * here would only let anybody keep the server busy.
 */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
