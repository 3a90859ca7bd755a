import type { Clock } from '../clock.ts'

/** Waits some milliseconds, or until the signal aborts, whose handler it becomes. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.onabort = end
    if (signal.aborted) end()
  })
}
