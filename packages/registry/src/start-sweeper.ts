/** Something that is done now and then. */
export interface Sweeper {
  /** Ends it, after the turn that is under way. */
  close(): Promise<void>
}

/**
 * Does some work at once, and again and again; a turn that takes longer than the time between two has none beside it.
 *
 * @param options.every Milliseconds.
 */
export function startSweeper(
  work: () => Promise<unknown>,
  { every, onError }: { every: number; onError: (error: unknown) => void },
): Sweeper {
  let turn: Promise<unknown> | undefined
  const sweep = (): void => {
    turn ??= work()
      .catch(onError)
      .finally(() => {
        turn = undefined
      })
  }
  sweep()
  const timer = setInterval(sweep, every)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await turn
    },
  }
}
