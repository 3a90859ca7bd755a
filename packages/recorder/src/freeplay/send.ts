import { SinkError } from '../sink.ts'

/** How a registry is reached. */
export interface Access {
  /** Where the API is, with `/api` at the end. */
  url: string
  project: string
  apiKey: string
  /** @default the platform's `fetch` */
  fetch?: typeof fetch | undefined
}

/** States that may pass by themselves; a refused key may be mended. */
const PASSING: readonly number[] = [401, 403, 408, 425, 429]

/**
 * Sends one request.
 *
 * @param path Under the project's path.
 * @param body JSON.
 * @throws {SinkError} when it is not answered with 2xx. No key, header or text of the request is in the message.
 */
export async function send(
  { url, project, apiKey, fetch: ask = fetch }: Access,
  { method, path, body }: { method: string; path: string; body: string | Uint8Array<ArrayBuffer> },
  signal: AbortSignal,
): Promise<void> {
  let response: Response
  try {
    response = await ask(`${url.replace(/\/+$/, '')}/v2/projects/${encodeURIComponent(project)}/${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body,
      // A key goes nowhere else.
      redirect: 'error',
      signal,
    })
    // Read to its end, so that the connection can be used again.
    await response.arrayBuffer()
  } catch (cause) {
    throw new SinkError('the registry cannot be reached', { retry: true, cause })
  }
  const { status } = response
  if (response.ok) return
  throw new SinkError(`the registry answered ${status}`, {
    retry: PASSING.includes(status) || status >= 500,
    after: Math.min(300, Number(response.headers.get('retry-after')) || 0) * 1000,
  })
}
