import { RegistryError } from '../registry-error.ts'
import { isTooDeep } from './schemas.ts'

/**
 * Reads the JSON of a request.
 *
 * @param limit In bytes; nothing more is read than that.
 * @throws {RegistryError}
 */
export async function readBody(request: Request, limit: number): Promise<unknown> {
  const text = await readText(request, limit)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new RegistryError('malformed', 'The body is no JSON.')
  }
  if (isTooDeep(body)) throw new RegistryError('invalid_request', 'The body is nested too deep.')
  return body
}

async function readText(request: Request, limit: number): Promise<string> {
  const tooLarge = (): RegistryError =>
    new RegistryError('too_large', `A body may have ${limit} bytes at most.`)
  const length = request.headers.get('content-length')
  if (length !== null && !request.headers.has('transfer-encoding')) {
    // HTTP servers hand over no more than what was announced.
    if (Number(length) > limit) throw tooLarge()
    return request.text()
  }
  let size = 0
  const chunks: Uint8Array[] = []
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
