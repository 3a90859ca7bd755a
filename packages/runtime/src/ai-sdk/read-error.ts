import type { FailureKind } from '../failure-kind.ts'
import { providerError } from '../http/read-response.ts'
import { failureError } from '../policy/failure-error.ts'

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
    return providerError(Object(readJson(error.responseBody) ?? error.data), {
      status,
      headers: new Headers(responseHeaders),
      requestID: responseHeaders['x-request-id'] ?? responseHeaders['request-id'],
    })
  }
  const [, kind] = kinds.find(([pattern]) => pattern.test(name)) ?? []
  if (kind) return failureError(kind, new Error(String(error.message)))
  // Of a failed connection the cause has the code.
  if (thrown instanceof Error) return new Error(thrown.message, { cause: cause ?? thrown })
  return providerError({ error })
}

function readJson(text = ''): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
