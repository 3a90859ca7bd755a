import type { Caller, Outcome } from './caller.ts'

/** Makes calls, so many at a time, for as long as there are to be more; resolves when all have ended. */
export async function runCalls(
  call: Caller,
  shared: AbortSignal,
  atATime: number,
  goesOn: () => number | undefined,
  onEnd: (outcome: Outcome) => void,
): Promise<void> {
  const lane = async () => {
    for (let n = goesOn(); n !== undefined; n = goesOn()) onEnd(await call(n, shared))
  }
  await Promise.all(Array.from({ length: atATime }, lane))
}
