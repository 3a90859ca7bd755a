import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { createRegistry, type RegistryOptions } from './create-registry.ts'
import { isLoopback } from './is-loopback.ts'
import { startSweeper } from './start-sweeper.ts'

export interface ServeOptions extends RegistryOptions {
  /** The address to listen on. @default '127.0.0.1' */
  host?: string
  /** 0 takes a free one. @default 4400 */
  port?: number
}

/** A registry that listens. */
export interface RunningRegistry extends AsyncDisposable {
  /** For instance `http://127.0.0.1:4400`; SDKs take it with `/api` behind it. */
  url: string
  /** Takes no more requests, answers those that are under way, and waits until what was recorded is kept. */
  close(): Promise<void>
}

const REQUEST_TIMEOUT = 30_000
/** Longer than proxies keep a connection idle, mostly a minute: else they would send a request into one that is closing. */
const KEEP_ALIVE = 75_000
/** How often what is too old is looked for, in milliseconds. */
const SWEEP_EVERY = 3_600_000
const LAST_ANSWERS = 5_000

/**
 * Serves a registry over HTTP. TLS is for a proxy before it.
 *
 * @throws when the address is not this machine's own and there is no key yet: nobody could use it but by mistake.
 */
export async function serve({
  host = '127.0.0.1',
  port = 4400,
  ...options
}: ServeOptions): Promise<RunningRegistry> {
  if (!isLoopback(host)) {
    const keys = await options.storage.keys.list()
    if (keys.every(({ revokedAt }) => revokedAt !== undefined)) {
      throw new Error(
        `Will not listen on ${host} while there is no key. Make one first: understudy keys create --project <name> --role admin`,
      )
    }
  }
  const registry = createRegistry(options)
  const server = createAdaptorServer({
    fetch: registry.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: REQUEST_TIMEOUT,
      headersTimeout: 10_000,
      keepAliveTimeout: KEEP_ALIVE,
    },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { storage, onError } = options
  const sweeper = startSweeper(() => storage.retention.expire(Date.now()), {
    every: SWEEP_EVERY,
    onError: (error) => onError?.(error, { method: 'SWEEP', path: 'retention' }),
  })
  const address = server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= closeServer(server).then(async () => {
      await sweeper.close()
      await registry.close()
    })
    return closed
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function closeServer(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve))
  // A connection that becomes idle after its last answer would be kept for seconds.
  const sweep = setInterval(() => server.closeIdleConnections(), 20)
  const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS)
  await ended
  clearInterval(sweep)
  clearTimeout(timer)
}
