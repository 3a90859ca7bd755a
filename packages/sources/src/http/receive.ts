import { errorCode } from '../error-code.ts'
import type { HttpSettings } from './http-settings.ts'

/** An answer that arrived as a whole. */
export interface Reply {
  status: number
  headers: Headers
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

/** Sends one request and receives its answer, within the limits. Follows no redirect. */
export async function receive(
  url: URL,
  headers: Readonly<Record<string, string>>,
  settings: HttpSettings,
): Promise<Reply | Fault> {
  const { totalTimeout, idleTimeout, maxBytes } = settings
  const controller = new AbortController()
  let fault: Fault['fault'] = 'network'
  const stop = (why: Fault['fault']): void => {
    fault = why
    controller.abort()
  }
  const total = setTimeout(() => stop('slow'), totalTimeout)
  const idle = setTimeout(() => stop('idle'), idleTimeout)
  try {
    const response = await settings.fetch(url, { headers, redirect: 'manual', signal: controller.signal })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      idle.refresh()
      size += chunk.byteLength
      if (size > maxBytes) {
        stop('size')
        return { fault: 'size', code: '' }
      }
      chunks.push(chunk)
    }
    return { status: response.status, headers: response.headers, text: decode(chunks) }
  } catch (error) {
    if (controller.signal.aborted) return { fault, code: '' }
    // Whatever is still open must not keep the process alive.
    controller.abort()
    const code = codeOf(error)
    return { fault: /CERT|SSL|TLS/.test(code) ? 'tls' : 'network', code }
  } finally {
    clearTimeout(total)
    clearTimeout(idle)
  }
}

function decode(chunks: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}

/** The code of what went wrong underneath: fetch itself says no more than that it failed. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = errorCode(at) || (at instanceof AggregateError ? errorCode(at.errors[0]) : '')
    if (code !== '') return code
  }
  return ''
}
