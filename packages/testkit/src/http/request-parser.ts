/** One HTTP/1.1 request as it came over the wire. */
export interface ParsedRequest {
  readonly method: string
  readonly path: string
  /** Names in lower case; a repeated header's values are joined with a comma. */
  readonly headers: Record<string, string>
  readonly body: Buffer
}

/** Reads HTTP/1.1 requests out of bytes that come in pieces of any size. */
export class RequestParser {
  #buffer: Buffer = Buffer.alloc(0)
  readonly #steps: Generator<ParsedRequest | undefined, never> = this.#requests()

  /**
   * Takes the next bytes of the connection and returns the requests that they complete.
   *
   * @throws Error if the bytes are no HTTP/1.1 request.
   */
  push(chunk: Buffer): ParsedRequest[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    const complete: ParsedRequest[] = []
    for (;;) {
      const request = this.#steps.next().value
      if (request === undefined) return complete
      complete.push(request)
    }
  }

  // Yields a request when one is complete, and undefined when it needs more bytes.
  *#requests(): Generator<ParsedRequest | undefined, never> {
    for (;;) {
      while (this.#buffer.length === 0) yield undefined
      // TLS, for instance, has no line that one could wait for.
      if (!/[A-Z]/.test(this.#buffer.toString('latin1', 0, 1))) throw new Error('not an HTTP/1.1 request')
      const [method, path, version] = (yield* this.#line()).split(' ')
      if (!method || !path || !version?.startsWith('HTTP/1.')) throw new Error('not an HTTP/1.1 request')
      const headers = yield* this.#headers()
      yield { method, path, headers, body: yield* this.#body(headers) }
    }
  }

  *#headers(): Generator<undefined, Record<string, string>> {
    const headers: Record<string, string> = {}
    for (let line = yield* this.#line(); line !== ''; line = yield* this.#line()) {
      const colon = line.indexOf(':')
      if (colon < 1) throw new Error('a header line without a name')
      const name = line.slice(0, colon).toLowerCase()
      const value = line.slice(colon + 1).trim()
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value
    }
    return headers
  }

  *#body(headers: Record<string, string>): Generator<undefined, Buffer> {
    if (headers['transfer-encoding']?.toLowerCase() === 'chunked') return yield* this.#chunks()
    const length = Number(headers['content-length'] ?? 0)
    if (!Number.isSafeInteger(length) || length < 0) throw new Error('a content-length that is no length')
    return yield* this.#bytes(length)
  }

  *#chunks(): Generator<undefined, Buffer> {
    const chunks: Buffer[] = []
    for (;;) {
      const size = Number.parseInt(yield* this.#line(), 16)
      if (!(size >= 0)) throw new Error('a chunk without a size')
      if (size === 0) {
        yield* this.#headers() // the trailers
        return Buffer.concat(chunks)
      }
      chunks.push(yield* this.#bytes(size))
      if ((yield* this.#line()) !== '') throw new Error('a chunk longer than its size')
    }
  }

  *#line(): Generator<undefined, string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n')
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end)
        this.#buffer = this.#buffer.subarray(end + 2)
        return line
      }
      yield undefined
    }
  }

  *#bytes(count: number): Generator<undefined, Buffer> {
    while (this.#buffer.length < count) yield undefined
    const bytes = this.#buffer.subarray(0, count)
    this.#buffer = this.#buffer.subarray(count)
    return bytes
  }
}
