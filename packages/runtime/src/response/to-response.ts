import { type EventSource, toReadableStream } from './to-readable-stream.ts'

/**
 * A `Response` that sends the events of `client.stream` as server-sent events. The prompt stays on the server.
 *
 * @param init As for `Response`; its headers go before those set here.
 * @example
 * ```ts
 * export async function POST(request: Request) {
 *   const { question } = await request.json()
 *   return toResponse((signal) => client.stream(ragQa, { question }, { signal }))
 * }
 * ```
 */
export function toResponse<Data>(source: EventSource<Data>, init: ResponseInit = {}): Response {
  const headers = new Headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // Some proxies would hold the answer back until it is whole.
    'x-accel-buffering': 'no',
  })
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value)
  })
  return new Response(toReadableStream(source), { ...init, headers })
}
