import type { Clock } from '../clock.ts'

/** A clock that a test moves. It stands still until then. */
export interface VirtualClock extends Clock {
  /** How many timers are waiting. */
  readonly timers: number
  /** Moves the time on by some milliseconds, and calls back what is due on the way. */
  advance(ms: number): Promise<void>
  /**
   * Moves the time on as far as it takes for a promise to settle.
   *
   * @throws when nothing is waiting for the time to pass: it would never settle.
   */
  settle<T>(promise: PromiseLike<T>): Promise<T>
}

interface Timer {
  at: number
  callback: () => void
}

/**
 * A clock for tests: minutes of an outage pass in milliseconds, the same each time.
 *
 * @example
 * ```ts
 * const clock = virtualClock()
 * const client = createClient({ providers: { openai, anthropic } }, { clock, random: seededRandom(1) })
 * const { servedBy } = await clock.settle(client.run(ragQa, { question }))
 * ```
 */
export function virtualClock(): VirtualClock {
  const timers = new Set<Timer>()
  let time = 0

  const fireUntil = async (end: number): Promise<boolean> => {
    let next: Timer | undefined
    for (const timer of timers) if (!next || timer.at < next.at) next = timer
    if (!next || next.at > end) return false
    timers.delete(next)
    time = Math.max(time, next.at)
    next.callback()
    await quiet()
    return true
  }

  return {
    get timers() {
      return timers.size
    },
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback }
      if (ms < Number.POSITIVE_INFINITY) timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(ms) {
      const end = time + ms
      await quiet()
      while (await fireUntil(end));
      time = end
    },
    async settle(promise) {
      let isSettled = false
      const end = () => {
        isSettled = true
      }
      promise.then(end, end)
      await quiet()
      while (!isSettled) {
        if (!(await fireUntil(Number.POSITIVE_INFINITY))) {
          throw new Error('The promise waits for something other than the virtual clock')
        }
      }
      return promise
    },
  }
}

/** Lets everything happen that needs no time: a message comes after all promises that can settle have done so. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
