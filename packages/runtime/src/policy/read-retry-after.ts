/**
 * Reads `retry-after-ms`, or `retry-after` as seconds or as an HTTP date. Returns milliseconds, or `undefined` where
 * there is nothing to wait for.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfter(headers: Partial<Headers> | undefined): number | undefined {
  const after = headers?.get?.('retry-after')
  const delay =
    Number(headers?.get?.('retry-after-ms')) || Number(after) * 1_000 || Date.parse(`${after}`) - Date.now()
  return Math.max(0, delay) || undefined
}
