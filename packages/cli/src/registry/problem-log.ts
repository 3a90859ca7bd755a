/** How long the same trouble is not told again, in milliseconds. */
const QUIET = 10_000

/** Where a failure happened. */
export interface Place {
  method: string
  path: string
}

/**
 * Writes what made requests fail: a bug with its stack, each time; a database that is gone or full in one line, which
 * every request would repeat, once in ten seconds.
 *
 * @param now Milliseconds of a clock that never goes back.
 */
export function problemLog(
  write: (text: string) => void,
  isUnavailable: (error: unknown) => boolean,
  now: () => number = performance.now.bind(performance),
): (error: unknown, place: Place) => void {
  const told = new Map<string, { until: number; more: number }>()
  return (error, { method, path }) => {
    if (!(error instanceof Error) || !isUnavailable(error)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return write(`${method} ${path}: ${text}`)
    }
    const why = error.message || ('code' in error ? String(error.code) : error.name)
    const before = told.get(why)
    if (before && now() < before.until) {
      before.more++
      return
    }
    told.set(why, { until: now() + QUIET, more: 0 })
    const more = before?.more ? ` (and ${before.more} more like the last)` : ''
    write(`${method} ${path}: the database is out: ${why}${more}`)
  }
}
