/**
 * How long an answer asks to wait, in milliseconds; undefined when it does not say, or nothing sensible.
 *
 * @param now Milliseconds since 1970.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
