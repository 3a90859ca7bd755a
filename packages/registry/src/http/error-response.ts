import { ZodError } from 'zod'
import { RegistryError } from '../registry-error.ts'
import { isUnavailable } from '../storage/is-unavailable.ts'

/** The body of every answer that is no success. */
export interface ErrorBody {
  code: string
  message: string
  issues?: readonly { path: string; message: string }[]
}

/** Turns anything that was thrown into what the client may know of it. */
export function toRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  if (error instanceof ZodError) {
    const issues = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }))
    const [first] = issues
    const place = first?.path ? ` at \`${first.path}\`` : ''
    return new RegistryError(
      'invalid_request',
      `The request is not right${place}: ${first?.message ?? ''}`,
      issues,
    )
  }
  if (isUnavailable(error)) {
    const message = 'The database cannot be reached, or takes nothing, at the moment. Try again later.'
    return new RegistryError('unavailable', message)
  }
  return new RegistryError('failed', 'The registry failed. Try again later; its log has more.')
}

export function errorResponse(error: RegistryError, headers: Record<string, string> = {}): Response {
  const { code, message, issues, status } = error
  const body: ErrorBody = { code, message, ...(issues.length > 0 && { issues }) }
  return Response.json(body, {
    status,
    headers: { ...headers, ...(status === 401 && { 'www-authenticate': 'Bearer' }) },
  })
}
