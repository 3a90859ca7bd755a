/**
 * Reads `retry-after-ms`, or `retry-after` as seconds or as an HTTP date. Returns milliseconds, or `undefined` where
 * neither says anything.
 *
 * @param headers `Headers`, or a plain object with lower-case names, as some SDKs have it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfter(headers: unknown): number | undefined {
  const source = Object(headers)
  const read = (name: string): string => source.get?.(name) ?? source[name]
  const after = read('retry-after')
  return [
    Number.parseFloat(read('retry-after-ms')),
    Number.parseFloat(after) * 1_000,
    Date.parse(after) - Date.now(),
  ]
    .map((delay) => Math.max(0, delay))
    .find((delay) => delay >= 0)
}
