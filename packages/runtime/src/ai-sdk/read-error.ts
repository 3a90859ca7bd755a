import type { FailureKind } from '../failure-kind.ts'
import { providerError } from '../http/read-response.ts'
import { failureError } from '../policy/failure-error.ts'
import { requestId } from './request-id.ts'

/** Errors of the AI SDK; each has some of it. */
interface AiSdkError {
  name?: string
  message?: unknown
  cause?: unknown
  statusCode?: number
  responseHeaders?: Readonly<Record<string, string>>
  responseBody?: string
  /** The error as its provider's model has parsed it; in a stream, where there is no body. */
  data?: unknown
}

/** An error as Google says it: what others have in the status and the headers is here in its details. */
interface GoogleError {
  status?: unknown
  message?: unknown
  details?: readonly { reason?: string; retryDelay?: string }[]
}

const kinds: [RegExp, FailureKind][] = [
  [/JSONParse|TypeValidation|InvalidResponseData|EmptyResponseBody/, 'malformed'],
  [/Unsupported|InvalidPrompt|InvalidArgument/, 'bad_request'],
  [/LoadAPIKey|LoadSetting/, 'auth'],
  [/NoSuchModel/, 'not_found'],
]

/**
 * Turns what a model of the AI SDK throws, or reports in its stream, into an error that `classify` reads.
 *
 * It has what the provider said and not the error itself, which holds the request.
 */
export function readError(thrown: unknown): Error {
  const error: AiSdkError = Object(thrown)
  const { name = '', statusCode: status, responseHeaders = {}, cause } = error
  if (status !== undefined && status < 300) return failureError('malformed', cause)
  if (status !== undefined) {
    const body = Object(readJson(error.responseBody) ?? error.data)
    const headers = new Headers(responseHeaders)
    return providerError(body, {
      status,
      headers,
      requestID: requestId(responseHeaders),
      // Of Amazon: `ThrottlingException:http://…`.
      code: responseHeaders['x-amzn-errortype']?.split(':')[0],
      ...readGoogle(body.error ?? body, headers),
    })
  }
  const [, kind] = kinds.find(([pattern]) => pattern.test(name)) ?? []
  if (kind) return failureError(kind, new Error(String(error.message)))
  // Of a failed connection the cause has the code.
  if (thrown instanceof Error) return new Error(thrown.message, { cause: cause ?? thrown })
  return providerError({ error })
}

function readGoogle({ status, message, details }: GoogleError, headers: Headers): object {
  if (typeof status !== 'string') return {}
  const all = Array.isArray(details) ? details : []
  const delay = Number.parseFloat(all.find(({ retryDelay }) => retryDelay)?.retryDelay)
  if (delay && !headers.has('retry-after')) headers.set('retry-after', `${delay}`)
  if (all.some(({ reason }) => reason === 'API_KEY_INVALID')) return { kind: 'auth', code: 'API_KEY_INVALID' }
  if (/token count.* exceeds/.test(`${message}`)) return { kind: 'context_window', code: status }
  return { code: status }
}

function readJson(text = ''): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
