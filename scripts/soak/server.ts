import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Command, Reply } from './flaky-server.ts'

/** The flaky server, in its thread. */
export interface Server extends AsyncDisposable {
  readonly urls: Extract<Reply, { urls: object }>['urls']
  /** Whether requests meet faults. */
  be(how: 'calm' | 'flaky'): void
  /** How many sockets are open at its end. */
  sockets(): Promise<number>
}

/** Starts the server that the soak runs against. */
export async function startServer(): Promise<Server> {
  const worker = new Worker(new URL('./flaky-server.ts', import.meta.url))
  const say = (command: Command) => worker.postMessage(command)
  const hear = async (): Promise<Reply> => (await once(worker, 'message'))[0]
  const first = await hear()
  if (!('urls' in first)) throw new Error('The server said something else first.')
  return {
    urls: first.urls,
    be: say,
    async sockets() {
      say('count')
      const reply = await hear()
      return 'sockets' in reply ? reply.sockets : Number.NaN
    },
    async [Symbol.asyncDispose]() {
      say('close')
      await once(worker, 'exit')
    },
  }
}
