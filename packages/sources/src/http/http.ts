import type { Json } from '@understudy/compiler'

/** A registry's address and how to be let in. */
export interface HttpOptions {
  /** How messages call the registry, for instance `Freeplay`. */
  name: string
  /** What all paths stand under, for instance `https://app.freeplay.ai/api`. TLS only, except on loopback. */
  baseUrl: string
  /** Sent with every request to `baseUrl`'s origin and to no other; never in a message. */
  headers: Readonly<Record<string, string>>
  /**
   * The environment variable that the key comes from, for messages about a refused key; several as one would say them.
   *
   * @default messages speak of "the key"
   */
  keyVariable?: string | undefined
  /** Takes out of an answer what must touch no disk, before anything else sees it. @default nothing is taken out */
  clean?: (answer: Json) => Json
}

/** Parameters behind the `?`; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Asks a registry: with time limits, bounded retries, `Retry-After`, limits of size, eight requests at a time, and
 * `If-None-Match` where the answer before had an `ETag`.
 */
export interface Http {
  /**
   * The JSON of an answer.
   *
   * @param path Under the base URL, without a slash before it; every part that is a name through `encodeURIComponent`.
   * @throws {RegistryError} A `BuildError` of code `source` with the status, the reason and the next step.
   */
  get(path: string, query?: Query): Promise<Json>
  /** The same; undefined when the registry has no such thing (404). */
  find(path: string, query?: Query): Promise<Json | undefined>
}
