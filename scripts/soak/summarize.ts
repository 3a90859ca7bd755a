import type { Sample } from './measure.ts'
import { slope } from './slope.ts'

/** A part with fewer calls says nothing. */
const leastCalls = 300
/** By so much the count of objects goes up and down anyway, and with so many calls it may grow by one. */
const looseObjects = 200
const callsAnObject = 50
/** The smallest thing that a call could leave behind, a closure with what it holds, has more bytes. */
const bytesPerCall = 32
/** Bytes by which the heap goes up and down anyway. */
const noise = 1024 * 1024

/** What the samples of a part come to; timers, listeners and sockets are the most that there ever were. */
export interface Summary {
  part: string
  /** From the first sample to the last. */
  calls: number
  /** How many objects more there are after each call, by linear regression. */
  objectsPerCall: number
  /** How much the heap grows with each call, in the same way. */
  bytesPerCall: number
  /** Objects, at the first sample and at the last. */
  objects: number[]
  /** Bytes, in the same way. */
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
  const perCall = (of: (each: Sample) => number) => slope(samples.map((each) => [each.calls, of(each)]))
  const [from = 0, to = 0] = ends(({ calls }) => calls)
  const calls = to - from
  const objects = perCall((each) => each.objects)
  const bytes = perCall(({ heap }) => heap)
  const summary = {
    part,
    calls,
    objectsPerCall: Math.round(objects * 1000) / 1000,
    bytesPerCall: Math.round(bytes * 10) / 10,
    objects: ends((each) => each.objects),
    heap: ends(({ heap }) => heap),
    rss: ends(({ rss }) => rss),
    timers: most(({ timers }) => timers),
    listeners: most(({ listeners }) => listeners),
    sockets: most(({ sockets }) => sockets),
  }
  const failures = [
    calls < leastCalls && `only ${calls} calls, which says nothing`,
    // A growth that is no number is a failure too.
    !(objects * calls <= calls / callsAnObject + looseObjects) &&
      `${summary.objectsPerCall} objects retained a call`,
    !(bytes * calls <= bytesPerCall * calls + noise) && `${summary.bytesPerCall} B retained a call`,
    summary.timers > 0 && `${summary.timers} timers left between calls`,
    summary.listeners > 0 && `${summary.listeners} listeners left between calls`,
    summary.sockets > 0 && `${summary.sockets} sockets left between calls`,
  ].filter((failure) => failure !== false)
  return { ...summary, failures: failures.map((failure) => `${part}: ${failure}`) }
}
