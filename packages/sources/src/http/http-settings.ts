import { setTimeout as pause } from 'node:timers/promises'
import type { AnswerCache } from './answer-cache.ts'

/** The limits within which a registry is asked, and what tests put in the place of the world. */
export interface HttpSettings {
  /** How long one attempt may take, in milliseconds. */
  totalTimeout: number
  /** How long nothing may arrive, in milliseconds. */
  idleTimeout: number
  /** How many bytes an answer may have, unpacked. */
  maxBytes: number
  /** How many requests one source may send. */
  maxRequests: number
  /** How often a request is repeated. */
  retries: number
  /** The upper bound of the first pause before a repetition, in milliseconds; it doubles each time. */
  backoff: number
  /** The longest `Retry-After` that is waited for, in milliseconds. */
  longestWait: number
  /** How many requests one registry gets at a time. */
  concurrency: number
  /** Answers of earlier pulls. */
  cache: AnswerCache | undefined
  /** At least 0 and below 1. */
  random: () => number
  /** Milliseconds since 1970. */
  now: () => number
  pause: (milliseconds: number) => Promise<unknown>
}

/** The limits of a pull. */
export const HTTP_DEFAULTS: Readonly<HttpSettings> = {
  totalTimeout: 60_000,
  idleTimeout: 15_000,
  maxBytes: 32 * 1024 * 1024,
  maxRequests: 100_000,
  retries: 3,
  backoff: 500,
  longestWait: 30_000,
  concurrency: 8,
  cache: undefined,
  random: () => Math.random(),
  now: () => Date.now(),
  pause: (milliseconds) => pause(milliseconds),
}
