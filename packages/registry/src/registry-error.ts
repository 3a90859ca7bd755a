/** What went wrong, for programs. */
export type RegistryErrorCode = keyof typeof statusOf

const statusOf = {
  invalid_request: 422,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  failed: 500,
  unavailable: 503,
} as const

/** A request that is refused; its message goes to the client. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly code: RegistryErrorCode
  readonly status: (typeof statusOf)[RegistryErrorCode]
  /** Where in the request, and what about it. */
  readonly issues: readonly { path: string; message: string }[]

  constructor(
    code: RegistryErrorCode,
    message: string,
    issues: readonly { path: string; message: string }[] = [],
  ) {
    super(message)
    this.code = code
    this.status = statusOf[code]
    this.issues = issues
  }
}
