import type { FailureKind } from '../failure-kind.ts'
import { readRetryAfter } from './read-retry-after.ts'

/** Why an attempt failed, as data. */
export interface Failure {
  kind: FailureKind
  status?: number | undefined
  code?: string | undefined
  requestId?: string | undefined
  /** Milliseconds after which the provider wants to be asked again. */
  retryAfter?: number | undefined
  /** The error that it was read from. */
  cause?: unknown
}

/** What a status, and the codes after it, mean. A code may say more than its status: those rows come first. */
const kinds: readonly [RegExp, FailureKind][] = [
  [/^402|insufficient_quota|spend_limit/, 'quota'],
  [/context_length/, 'context_window'],
  [/content_filter|content_policy/, 'content_filter'],
  [/^529|overloaded/, 'overloaded'],
  [/^429|rate_limit/, 'rate_limit'],
  [/^404|model_not_found/, 'not_found'],
  [/^40[13]|authentication_error|permission_error/, 'auth'],
  [/^413/, 'too_large'],
  // Where there is a status, it says more than this type.
  [/^400|^422|^undefined .*invalid_request/, 'bad_request'],
  [/CERT|LEAF/, 'certificate'],
]

/** What is read of the errors that clients throw; each has some of it. */
interface ErrorShape {
  kind?: FailureKind
  status?: number
  code?: unknown
  requestID?: string | null
  headers?: Partial<Headers>
  cause?: ErrorShape
  /** The error as the provider sent it, with or without its envelope. */
  error?: Detail & { error?: Detail }
}

interface Detail {
  type?: string | null
  code?: unknown
  message?: unknown
  details?: { error_code?: unknown } | null
}

/** Reads the kind of a failure from what an attempt has thrown: a provider's status and codes, or the system's. */
export function classify(thrown: unknown): Failure {
  const error = Object(thrown) as ErrorShape
  const { status } = error
  const detail = error.error?.error ?? error.error
  const codes = [
    detail?.details?.error_code,
    detail?.code,
    detail?.type,
    // The system's code, for instance `ECONNREFUSED`, is under the SDK's and fetch's own errors.
    error.code,
    error.cause?.code,
    error.cause?.cause?.code,
  ].filter((code) => typeof code === 'string')
  const words = `${status} ${codes}`
  let kind =
    error.kind ??
    kinds.find(([pattern]) => pattern.test(words))?.[1] ??
    (status || detail ? 'server' : 'connection')
  // Both apis say it in words only, at least for some models.
  if (kind === 'bad_request' && /is too long|context length/i.test(`${detail?.message}`)) {
    kind = 'context_window'
  }
  return {
    kind,
    status,
    code: codes[0],
    requestId: error.requestID ?? undefined,
    retryAfter: readRetryAfter(error.headers),
    cause: thrown,
  }
}
