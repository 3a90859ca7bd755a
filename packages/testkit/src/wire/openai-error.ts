import type { WireError } from './types.ts'

// type and code of the error body, by status
const errorTypes: Record<number, readonly [type: string, code: string | null]> = {
  400: ['invalid_request_error', 'invalid_value'],
  401: ['invalid_request_error', 'invalid_api_key'],
  402: ['billing_error', 'billing_hard_limit_reached'],
  403: ['request_forbidden', 'unsupported_country_region_territory'],
  404: ['invalid_request_error', 'model_not_found'],
  429: ['requests', 'rate_limit_exceeded'],
}

/** An error as each of OpenAI's apis has it in the field `error`. */
export interface OpenAIError {
  readonly message: string
  readonly type: string
  readonly param: null
  readonly code: string | null
}

/** The error of a status. */
export function openaiError({ status, type, code, message }: WireError): OpenAIError {
  const known = errorTypes[status]
  return {
    message: message ?? `The testkit answers ${status}.`,
    type: type ?? known?.[0] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
    param: null,
    code: code ?? known?.[1] ?? null,
  }
}
