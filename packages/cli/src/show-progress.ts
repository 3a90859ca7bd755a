import type { Io } from './io.ts'

/** A count that goes up in one line of a terminal; nothing where there is none. */
export interface Progress {
  show: (count: number) => void
  /** Takes the line away. */
  clear: () => void
}

/** How many milliseconds lie between two counts at least. */
const INTERVAL = 80

/** @param noun What is counted. */
export function showProgress({ stderr }: Io, noun: string): Progress {
  if (!('isTTY' in stderr) || !stderr.isTTY) return { show: () => undefined, clear: () => undefined }
  let last = Number.NEGATIVE_INFINITY
  return {
    show(count) {
      const now = performance.now()
      if (now - last < INTERVAL) return
      last = now
      stderr.write(`\r${count} ${noun}…`)
    },
    clear() {
      // Back to the beginning of the line, and everything behind it away.
      if (last !== Number.NEGATIVE_INFINITY) stderr.write('\r\u001b[K')
    },
  }
}
