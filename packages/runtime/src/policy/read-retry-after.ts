/**
 * Reads `retry-after-ms`, or `retry-after` as seconds or as an HTTP date. Returns milliseconds, or `undefined` where
 * neither says anything.
 *
 * @param headers `Headers`, or a plain object with lower-case names, as some SDKs have it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfter(headers: unknown): number | undefined {
  const read = (name: string): unknown =>
    headers instanceof Headers ? headers.get(name) : Object(headers)[name]
  const ms = read('retry-after-ms')
  const after = read('retry-after')
  let delay = ms ? Number(ms) : Number.NaN
  if (Number.isNaN(delay) && after) {
    delay = Number(after) * 1_000
    if (Number.isNaN(delay)) delay = Date.parse(`${after}`) - Date.now()
  }
  return Number.isNaN(delay) ? undefined : Math.max(0, delay)
}
