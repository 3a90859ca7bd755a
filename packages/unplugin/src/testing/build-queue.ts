/** Milliseconds after which a change that no build has shown counts as missed. */
const LIMIT = 20_000

/** The builds of a watching bundler, in order. */
export interface BuildQueue {
  /** Adds a build, with what the bundler reports if it failed. */
  push(failure?: unknown): void
  /**
   * Fulfilled when a build passes the check; those before it are dropped.
   *
   * @throws what the check found wrong with the last build, when none has passed within 20 s.
   */
  until(check: (failure: unknown) => Promise<void>): Promise<void>
}

/** Waits for builds by their events. */
export function buildQueue(): BuildQueue {
  const builds: { failure?: unknown }[] = []
  let wake = (): void => {}
  return {
    push(failure) {
      builds.push({ failure })
      wake()
    },
    async until(check) {
      let last: unknown = new Error('There was no build.')
      const limit = AbortSignal.timeout(LIMIT)
      limit.addEventListener('abort', () => wake())
      while (!limit.aborted) {
        const build = builds.shift()
        if (build === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          continue
        }
        try {
          return await check(build.failure)
        } catch (error) {
          last = error
        }
      }
      throw last
    },
  }
}
