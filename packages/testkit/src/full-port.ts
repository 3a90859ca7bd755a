import { once } from 'node:events'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

/** An address, for as long as a test needs it. */
export interface Address extends AsyncDisposable {
  /** The origin, without a path. */
  readonly url: string
}

// It listens, and then stands still for ever: nobody takes connections out of the queue.
const listener = `
  const { createServer } = require('node:net')
  const { parentPort } = require('node:worker_threads')
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/** A port that neither takes connections nor refuses them: connecting hangs. */
export async function fullPort(): Promise<Address> {
  const worker = new Worker(listener, { eval: true })
  const [port] = await once(worker, 'message')
  // More than its queue holds: the others wait for ever, and so does who comes after them.
  const queued = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await Promise.race(queued.map((socket) => once(socket, 'connect')))
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of queued) socket.destroy()
      await worker.terminate()
    },
  }
}
