import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import type { Server } from './server.ts'

/** What a process holds while no call is under way. */
export interface Sample {
  /** The calls that had ended by then. */
  calls: number
  /** Objects, functions and arrays that are alive. Unlike bytes they do not go up and down with the engine's own code. */
  objects: number
  /** Bytes in use after the garbage was collected, on the heap and in buffers. */
  heap: number
  /** Bytes that the system has given to the process; the server's too. */
  rss: number
  /** Timers that keep the process alive. */
  timers: number
  /** Sockets at the server's end. */
  sockets: number
  /** Listeners of the signal that all calls share. */
  listeners: number
}

/** Collections in a row that free next to nothing, after which there is no garbage left. */
const idleTurns = 3
/** Collections, at most. */
const mostTurns = 40
/** Less is noise, in bytes. */
const little = 1024

/** Measures, when nothing is under way. */
export async function measure(calls: number, server: Server, shared: AbortSignal): Promise<Sample> {
  const heap = await collect()
  return {
    calls,
    objects: queryObjects(Object, { format: 'count' }),
    heap,
    rss: process.memoryUsage().rss,
    timers: process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length,
    sockets: await server.sockets(),
    listeners: getEventListeners(shared, 'abort').length,
  }
}

/**
 * Collects garbage until the heap stops falling, and resolves with its bytes. What is called when a target of a weak
 * reference is gone, in a turn of its own, may let go of more, which may be such a target too.
 */
async function collect(): Promise<number> {
  const { gc } = globalThis
  if (!gc) throw new Error('Start it with --expose-gc, or by `pnpm soak`.')
  let least = Number.POSITIVE_INFINITY
  let idle = 0
  for (let turn = 0; idle < idleTurns && turn < mostTurns; turn++) {
    gc()
    await setImmediate()
    const { heapUsed, external } = process.memoryUsage()
    const bytes = heapUsed + external
    idle = bytes < least - little ? 0 : idle + 1
    least = Math.min(least, bytes)
  }
  return least
}
