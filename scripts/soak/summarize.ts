import type { Sample } from './measure.ts'
import { slope } from './slope.ts'

/** The smallest thing that a call could leave behind, a closure with what it holds, has more bytes. */
const bytesPerCall = 32
/** Bytes by which the heap goes up and down anyway. */
const noise = 1024 * 1024

/** What the samples of a part come to; timers, listeners and sockets are the most that there ever were. */
export interface Summary {
  part: string
  /** From the first sample to the last. */
  calls: number
  /** How much the heap grows with each call, by linear regression. */
  bytesPerCall: number
  /** Bytes, at the first sample and at the last. */
  heap: number[]
  rss: number[]
  timers: number
  listeners: number
  sockets: number
  /** What has grown beyond its bound. */
  failures: string[]
}

/** Sums up a part of the soak, and holds it to its bounds. */
export function summarize(part: string, samples: readonly Sample[]): Summary {
  const most = (of: (each: Sample) => number) => Math.max(...samples.map(of))
  const ends = (of: (each: Sample) => number) =>
    [samples.at(0), samples.at(-1)].map((each) => (each ? of(each) : 0))
  const [from = 0, to = 0] = ends(({ calls }) => calls)
  const calls = to - from
  const growth = slope(samples.map(({ calls, heap }) => [calls, heap])) * calls
  const summary = {
    part,
    calls,
    bytesPerCall: Math.round((growth / calls) * 10) / 10,
    heap: ends(({ heap }) => heap),
    rss: ends(({ rss }) => rss),
    timers: most(({ timers }) => timers),
    listeners: most(({ listeners }) => listeners),
    sockets: most(({ sockets }) => sockets),
  }
  const failures = [
    // A growth that is no number is a failure too.
    !(growth <= bytesPerCall * calls + noise) && `${summary.bytesPerCall} B retained a call`,
    summary.timers > 0 && `${summary.timers} timers left between calls`,
    summary.listeners > 0 && `${summary.listeners} listeners left between calls`,
    summary.sockets > 0 && `${summary.sockets} sockets left between calls`,
  ].filter((failure) => failure !== false)
  return { ...summary, failures: failures.map((failure) => `${part}: ${failure}`) }
}
