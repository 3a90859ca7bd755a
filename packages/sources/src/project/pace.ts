import { setTimeout as setTimeoutAsync } from 'node:timers/promises'

/** Runs something after changes. */
export interface Pacer {
  /** Tells of a change: a run follows that begins after it. */
  poke(): void
  /** Ends it; fulfilled when a run under way has ended. */
  stop(): Promise<void>
}

/**
 * How long after the last change, and after the run before, a run begins; in milliseconds.
 *
 * Watchers drop a second change of a file within 50 ms of the first, whether of a template or of what a run wrote.
 */
const PACE = 60

/**
 * Waits until a file that has just changed is written to its end.
 *
 * Some editors empty a file before they write it, and watchers tell of the first change only.
 */
export async function settled(): Promise<void> {
  await setTimeoutAsync(PACE)
}

/**
 * Gathers changes into runs that never overlap.
 *
 * @param run Must not reject.
 * @param delay Milliseconds. @default 60
 */
export function pace(run: () => Promise<void>, delay: number = PACE): Pacer {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  const begin = (): void => {
    timer = undefined
    running = run().then(() => {
      running = undefined
      if (again) poke()
    })
  }
  const poke = (): void => {
    if (stopped) return
    again = running !== undefined
    if (again) return
    clearTimeout(timer)
    timer = setTimeout(begin, delay)
  }
  return {
    poke,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
