/**
 * Makes calls share runs: one runs, at most one waits.
 *
 * A call that arrives during a run gets the next run, since the one under way may have read what has changed meanwhile.
 */
export function coalesce<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined
  let queued: Promise<Result> | undefined

  const start = (): Promise<Result> => {
    const current = run().finally(() => {
      if (running === current) running = undefined
    })
    running = current
    return current
  }

  return () => {
    if (!running) return start()
    const next = (): Promise<Result> => {
      queued = undefined
      return start()
    }
    queued ??= running.then(next, next)
    return queued
  }
}
