import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { errorCode } from '../error-code.ts'
import type { HttpSettings } from './http-settings.ts'

/** An answer that arrived as a whole. */
export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  /** What does not fit into a text is an empty one. */
  text: string | undefined
}

/** Why there is no whole answer. */
export interface Fault {
  /** `network`: no connection, or it broke. `idle`: nothing came. `slow`: it took too long. `size`: it was too big. */
  fault: 'network' | 'tls' | 'idle' | 'slow' | 'size'
  /** The system's code, for instance `ECONNREFUSED`. */
  code: string
}

/**
 * Sends one request and receives its answer, within the limits. Follows no redirect.
 *
 * By `node:http`, since thousands of answers cost `fetch` twice the time and the memory.
 */
export async function receive(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { totalTimeout, idleTimeout, maxBytes }: HttpSettings,
): Promise<Reply | Fault> {
  let stopped: Fault['fault'] | undefined
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    headers: { 'user-agent': 'understudy', 'accept-encoding': Object.keys(UNPACK).join(', '), ...headers },
  })
  const stop = (why: Fault['fault']): void => {
    stopped = why
    request.destroy()
  }
  const total = setTimeout(() => stop('slow'), totalTimeout)
  const idle = setTimeout(() => stop('idle'), idleTimeout)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // An error that comes later breaks the answer too, and is thrown where that is read.
      request.on('response', resolve).on('error', reject).end()
    })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of unpacked(response)) {
      idle.refresh()
      size += chunk.byteLength
      if (size > maxBytes) {
        stop('size')
        break
      }
      chunks.push(chunk)
    }
    if (stopped) return { fault: stopped, code: '' }
    return { status: response.statusCode ?? 0, headers: response.headers, text: decode(chunks) }
  } catch (error) {
    if (stopped) return { fault: stopped, code: '' }
    // Whatever is still open must not keep the process alive.
    request.destroy()
    const code = codeOf(error)
    return { fault: /CERT|SSL|TLS/.test(code) ? 'tls' : 'network', code }
  } finally {
    clearTimeout(total)
    clearTimeout(idle)
  }
}

const UNPACK: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
}

function unpacked(response: IncomingMessage): Readable {
  const { 'content-encoding': encoding = '' } = response.headers
  const unpack = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined
  // Who reads the last of the streams is thrown what breaks the first.
  return unpack ? pipeline(response, unpack(), () => undefined) : response
}

function decode(chunks: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}

/** The code of what went wrong, which may stand one level below. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = errorCode(at) || (at instanceof AggregateError ? errorCode(at.errors[0]) : '')
    if (code !== '') return code
  }
  return ''
}
