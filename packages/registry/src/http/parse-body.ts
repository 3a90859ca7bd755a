import { RegistryError } from '../registry-error.ts'
import { isTooDeep } from './schemas.ts'

const decoder = new TextDecoder()

/**
 * Reads the JSON of a request.
 *
 * @throws {RegistryError}
 */
export function parseBody(bytes: Uint8Array): unknown {
  let body: unknown
  try {
    body = JSON.parse(decoder.decode(bytes))
  } catch {
    throw new RegistryError('malformed', 'The body is no JSON.')
  }
  if (isTooDeep(body)) throw new RegistryError('invalid_request', 'The body is nested too deep.')
  return body
}
