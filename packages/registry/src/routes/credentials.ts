import type { Json, JsonObject } from '@understudy/compiler'

/** What providers call what must be kept secret. */
const CREDENTIAL =
  /api[-_]?key|secret|passw(?:or)?d|authorization|credential|private[-_]?key|access[-_]?(?:key|token)|(?:auth|session|bearer)[-_]?token/i

/** Where a value has credentials of a provider, by the names of its keys: paths such as `headers.authorization`. */
export function credentialsIn(value: Json | undefined, path: string): string[] {
  if (value === undefined || value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) => {
    const place = `${path}.${key}`
    return isCredential(key, part) ? [place] : credentialsIn(part, place)
  })
}

/** The same value without them. */
export function withoutCredentials(value: JsonObject | undefined): JsonObject | undefined {
  return value && credentialsIn(value, '').length > 0 ? cleaned(value) : value
}

function cleaned(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([key, part]) => !isCredential(key, part))
  return Object.fromEntries(kept.map(([key, part]) => [key, clean(part)]))
}

function clean(value: Json): Json {
  if (Array.isArray(value)) return value.map(clean)
  return value !== null && typeof value === 'object' ? cleaned(value) : value
}

function isCredential(key: string, value: Json): boolean {
  return value !== null && typeof value !== 'number' && typeof value !== 'boolean' && CREDENTIAL.test(key)
}
