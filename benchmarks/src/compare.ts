import { setImmediate } from 'node:timers/promises'
import { median } from './median.ts'

/** Does what is measured, once. */
export type Task = () => Promise<unknown>

/** How long two tasks took. */
export interface Comparison {
  /** The median of the rounds' ratios of `task` to `base`. */
  ratio: number
  /** Medians, in milliseconds. */
  taskMs: number
  baseMs: number
  /** What `task` takes more of this thread's processor time: the median of the rounds' differences, in microseconds. */
  addedCpu: number
}

/**
 * Times a task against another. Batches of both take turns, each first every other time, so that what disturbs the
 * machine disturbs both.
 *
 * @param rounds How many pairs of batches count. A tenth as many run before them.
 * @param batch Calls in a batch, one after another.
 */
export async function compare(task: Task, base: Task, rounds: number, batch: number): Promise<Comparison> {
  const ratios: number[] = []
  const times: [number, number][] = []
  const added: number[] = []
  const warmUp = Math.ceil(rounds / 10)
  for (let round = -warmUp; round < rounds; round++) {
    const took: [number, number] = [0, 0]
    const cpu: [number, number] = [0, 0]
    for (const turn of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const run = turn === 0 ? task : base
      const before = process.threadCpuUsage()
      const started = performance.now()
      for (let i = 0; i < batch; i++) await run()
      took[turn] = (performance.now() - started) / batch
      const { user, system } = process.threadCpuUsage(before)
      cpu[turn] = (user + system) / batch
      // What a call has left behind is not the next one's to pay for.
      await setImmediate()
    }
    if (round < 0) continue
    ratios.push(took[0] / took[1])
    times.push(took)
    added.push(cpu[0] - cpu[1])
  }
  return {
    ratio: median(ratios),
    taskMs: median(times.map(([ms]) => ms)),
    baseMs: median(times.map(([, ms]) => ms)),
    addedCpu: median(added),
  }
}
