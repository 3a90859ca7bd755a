import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Server } from './server.ts'

/** What a process holds while no call is under way. */
export interface Sample {
  /** The calls that had ended by then. */
  calls: number
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

/** Measures, when nothing is under way. */
export async function measure(calls: number, server: Server, shared: AbortSignal): Promise<Sample> {
  const { gc } = globalThis
  if (!gc) throw new Error('Start it with --expose-gc, or by `pnpm soak`.')
  // What a collection frees may let go of more, after a turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    gc()
    await setImmediate()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    calls,
    heap: heapUsed + external,
    rss,
    timers: process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length,
    sockets: await server.sockets(),
    listeners: getEventListeners(shared, 'abort').length,
  }
}
