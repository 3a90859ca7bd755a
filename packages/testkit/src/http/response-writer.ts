import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { letRead } from './let-read.ts'

/** How a response ended. */
export type ResponseEnd = 'answered' | 'broken_by_server'

/** How the end of the body is known: by its length in bytes, or by the last chunk. */
export type Framing = { readonly length: number } | 'chunked'

/** Writes one HTTP/1.1 response to a socket, as well or as badly as it is told to. */
export class ResponseWriter {
  /** Sent with every response, unless {@link start} is given other values. */
  readonly #defaults: Record<string, string>
  readonly #socket: Socket
  readonly #ended: (end: ResponseEnd) => void
  #chunked = false
  #close = false
  #started = false

  constructor(socket: Socket, defaults: Record<string, string>, ended: (end: ResponseEnd) => void) {
    this.#socket = socket
    this.#defaults = defaults
    this.#ended = ended
  }

  /** Whether the status line was sent. */
  get started(): boolean {
    return this.#started
  }

  /** Sends the status line and the headers. With `connection: close` the socket ends after the body. */
  async start(status: number, headers: Record<string, string>, framing: Framing): Promise<void> {
    this.#started = true
    this.#chunked = framing === 'chunked'
    const all: Record<string, string> = {
      date: new Date().toUTCString(),
      ...this.#defaults,
      ...headers,
      ...(framing === 'chunked'
        ? { 'transfer-encoding': 'chunked' }
        : { 'content-length': String(framing.length) }),
    }
    this.#close = all.connection === 'close'
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    await this.#send(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`)
  }

  /** Sends bytes of the body: one chunk, one write to the socket. */
  async write(data: string | Buffer): Promise<void> {
    await this.#send(this.#framed(data))
  }

  /**
   * Sends the last bytes of the body together with its end, in one write: so a client that leaves at the
   * terminal event has got a whole answer.
   */
  async finish(last: string | Buffer = ''): Promise<void> {
    const end = this.#chunked ? '0\r\n\r\n' : ''
    const delivered = await this.#send(Buffer.concat([this.#framed(last), Buffer.from(end)]))
    if (delivered) this.#ended('answered')
    if (this.#close) this.#socket.end()
  }

  /** Ends the body and the connection cleanly (FIN), though the answer is not complete. */
  async cut(): Promise<void> {
    if (this.#chunked) await this.#send('0\r\n\r\n')
    this.#ended('broken_by_server')
    this.#socket.end()
  }

  /** Breaks the connection off (RST), after a client in this process had the time to read what was sent. */
  async reset(): Promise<void> {
    if (this.#started) await letRead()
    this.#ended('broken_by_server')
    this.#socket.resetAndDestroy()
  }

  #framed(data: string | Buffer): Buffer {
    const bytes = Buffer.from(data)
    if (!this.#chunked || bytes.length === 0) return bytes
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
  }

  // Resolves with false when the client is gone, which the socket's own events tell.
  #send(data: string | Buffer): Promise<boolean> {
    if (this.#socket.destroyed) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#socket.write(data, (error) => resolve(!error))
    })
  }
}
