/**
 * How long ago something was, with its date, as one says it: `3 days ago (2026-11-19)`.
 *
 * @param time ISO 8601.
 * @param now Milliseconds since 1970.
 */
export function describeAge(time: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(time)) / 60_000))
  if (Number.isNaN(minutes)) return 'at an unknown time'
  return `${describe(minutes)} (${time.slice(0, 10)})`
}

function describe(minutes: number): string {
  if (minutes < 1) return 'just now'
  if (minutes < 60) return ago(minutes, 'minute')
  if (minutes < 48 * 60) return ago(Math.floor(minutes / 60), 'hour')
  return ago(Math.floor(minutes / 1440), 'day')
}

function ago(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
