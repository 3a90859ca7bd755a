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

/** Codes and types of the providers that say more than the status, or come without one in a stream. */
const byCode: Record<string, FailureKind> = {
  insufficient_quota: 'quota',
  enforced_spend_limit_reached: 'quota',
  billing_error: 'quota',
  context_length_exceeded: 'context_window',
  content_filter: 'content_filter',
  content_policy_violation: 'content_filter',
  authentication_error: 'auth',
  permission_error: 'auth',
  not_found_error: 'not_found',
  model_not_found: 'not_found',
  request_too_large: 'too_large',
  rate_limit_error: 'rate_limit',
  rate_limit_exceeded: 'rate_limit',
  overloaded_error: 'overloaded',
}

const byStatus: Record<number, FailureKind> = {
  400: 'bad_request',
  401: 'auth',
  402: 'quota',
  403: 'auth',
  404: 'not_found',
  413: 'too_large',
  422: 'bad_request',
  429: 'rate_limit',
  529: 'overloaded',
}

/** What is read of the errors that clients throw; each has some of it. */
interface ErrorShape {
  kind?: FailureKind
  status?: number
  code?: unknown
  requestID?: string | null
  headers?: unknown
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
  const detail = error.error?.error ?? error.error
  const codes = [detail?.details?.error_code, detail?.code, detail?.type].filter(
    (code) => typeof code === 'string',
  )
  const status = error.status
  let kind = error.kind ?? codes.map((code) => byCode[code]).find(Boolean)
  if (!kind) {
    if (status) kind = byStatus[status] ?? 'server'
    else if (!detail) kind = 'connection'
    else kind = codes.includes('invalid_request_error') ? 'bad_request' : 'server'
  }
  // Both apis say it in words only, at least for some models.
  if (kind === 'bad_request' && /prompt is too long|maximum context length/i.test(`${detail?.message}`)) {
    kind = 'context_window'
  }
  const code = codes[0] ?? systemCode(error)
  if (kind === 'connection' && /CERT|LEAF_SIGNATURE/.test(`${code}`)) kind = 'certificate'
  return {
    kind,
    status,
    code,
    requestId: error.requestID ?? undefined,
    retryAfter: readRetryAfter(error.headers),
    cause: thrown,
  }
}

/** The first code in the chain of causes, for instance `ECONNREFUSED` under the SDK's and fetch's own errors. */
function systemCode(error: ErrorShape | undefined, depth = 0): string | undefined {
  if (!error || depth > 4) return undefined
  return typeof error.code === 'string' ? error.code : systemCode(error.cause, depth + 1)
}
