import { setTimeout as pause } from 'node:timers/promises'

/** How quickly answers came, in milliseconds. */
export interface Percentiles {
  p50: number
  p99: number
  most: number
}

/** What came of a load. */
export interface OpenLoopReport {
  /** How many a second were answered, until the last answer. */
  perSecond: number
  /** From when each was due, so that one that had to wait for its turn is not taken for a quick one. */
  ms: Percentiles
}

/** Asks so many times a second, whatever became of what was asked before. */
export async function openLoop(
  ask: (i: number) => Promise<void>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<OpenLoopReport> {
  const times: number[] = []
  const under: Promise<void>[] = []
  const started = performance.now()
  for (let i = 0; i < perSecond * seconds; i++) {
    const due = started + (i * 1_000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    under.push(ask(i).then(() => void times.push(performance.now() - due)))
  }
  await Promise.all(under)
  return { perSecond: round((times.length / (performance.now() - started)) * 1_000), ms: percentiles(times) }
}

export function percentiles(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0)
  return { p50: at(0.5), p99: at(0.99), most: at(1) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
