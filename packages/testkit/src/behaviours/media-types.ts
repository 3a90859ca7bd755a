/** The `content-type` of a JSON answer. */
export const jsonType = { 'content-type': 'application/json' }

/** The headers of a streamed answer. */
export const eventStreamType = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
}
