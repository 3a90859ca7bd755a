/**
 * Waits, unless one of the signals aborts first. Keeps no process alive.
 *
 * @param milliseconds How long.
 */
export function pause(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return wait(milliseconds, signals, unref)
}

/** The same for somebody who waits for it to end: the process lives until then. */
export function hold(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return wait(milliseconds, signals, () => undefined)
}

/** In Node a timer keeps the process alive; elsewhere it is a number. */
export function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}

function wait(
  milliseconds: number,
  signals: readonly AbortSignal[],
  prepare: (timer: unknown) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    prepare(timer)
    for (const signal of signals) {
      if (signal.aborted) end()
      else signal.addEventListener('abort', end)
    }
  })
}
