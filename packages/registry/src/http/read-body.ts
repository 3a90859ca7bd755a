import { RegistryError } from '../registry-error.ts'

/**
 * Reads the body of a request.
 *
 * @param limit In bytes; nothing more is read than that.
 * @throws {RegistryError} of code `too_large`
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = (): RegistryError =>
    new RegistryError('too_large', `A body may have ${limit} bytes at most.`)
  const length = request.headers.get('content-length')
  if (length !== null && !request.headers.has('transfer-encoding')) {
    // HTTP servers hand over no more than what was announced.
    if (Number(length) > limit) throw tooLarge()
    return new Uint8Array(await request.arrayBuffer())
  }
  let size = 0
  const chunks: Uint8Array[] = []
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
