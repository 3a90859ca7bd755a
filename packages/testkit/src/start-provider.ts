import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { answer } from './behaviours/answer.ts'
import { status } from './behaviours/status.ts'
import { type Behaviour, type Exchange, openExchange, type ReceivedRequest } from './exchange.ts'
import { type Connection, serveConnection } from './http/serve-connection.ts'
import type { ProviderApi } from './wire/types.ts'
import { wire as wireOf } from './wire/wire.ts'

/** A provider on a loopback port. */
export interface FakeProvider extends AsyncDisposable {
  readonly api: ProviderApi
  /** The base URL as the official SDK's `baseURL` option wants it. */
  readonly url: string
  /** Every request so far, in order of arrival, or the last of them. */
  readonly requests: readonly ReceivedRequest[]
  /** The connections of clients, those that a client keeps for its next request too. */
  readonly openSockets: number
  /** Changes what the provider does, from the next request on. */
  behave(behaviour: Behaviour): void
  /** Resolves when no socket is open. A client's pool may keep a socket for seconds after an answer. */
  idle(): Promise<void>
  /** Stops listening and destroys every socket; from then on connections are refused. */
  close(): Promise<void>
}

/** What a provider does with every request, whatever its behaviour. */
export interface ProviderOptions {
  /** Headers of every response. */
  readonly headers?: Readonly<Record<string, string>>
  /** The only path that answers. @default the api's own */
  readonly path?: string
  /** How many requests the log holds; older ones are forgotten. @default all */
  readonly logged?: number
}

/**
 * Starts a provider on a free port of 127.0.0.1.
 *
 * @param behaviour What it does with a request. @default answer('Hello.')
 */
export async function startProvider(
  api: ProviderApi,
  behaviour: Behaviour = answer('Hello.'),
  options: ProviderOptions = {},
): Promise<FakeProvider> {
  const wire = wireOf(api)
  const requests: ReceivedRequest[] = []
  const connections = new Set<Connection>()
  const idleWaiters: (() => void)[] = []
  const { headers = {}, path = wire.path, logged = Number.POSITIVE_INFINITY } = options
  let current = behaviour
  let received = 0

  const server = createServer((socket) => {
    const connection = serveConnection(socket, (parsed) => {
      const open = openExchange(parsed, received++, wire, socket, headers)
      requests.push(open.exchange.request)
      if (requests.length > logged) requests.shift()
      void perform(choose(open.exchange, path, current), open.exchange)
      return open
    })
    connections.add(connection)
    socket.on('close', () => {
      connections.delete(connection)
      if (connections.size === 0) for (const resolve of idleWaiters.splice(0)) resolve()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      if (connections.size === 0) resolve()
      else idleWaiters.push(resolve)
    })
  const close = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve()
    server.close()
    for (const connection of connections) connection.destroy()
    await Promise.all([closed, idle()])
  }
  return {
    api,
    url: `http://127.0.0.1:${portOf(server)}${wire.basePath}`,
    requests,
    get openSockets() {
      return connections.size
    },
    behave(next) {
      current = next
    },
    idle,
    close,
    [Symbol.asyncDispose]: close,
  }
}

// What no behaviour decides: only one path answers, and only to a JSON object.
function choose({ request }: Exchange, path: string, behaviour: Behaviour): Behaviour {
  if (request.method !== 'POST' || request.path.split('?')[0] !== path) {
    return status(404, { message: `No such path: ${request.method} ${request.path}` })
  }
  if (typeof request.body !== 'object' || request.body === null) {
    return status(400, { message: 'The body of the request is no JSON object.' })
  }
  return behaviour
}

async function perform(behaviour: Behaviour, exchange: Exchange): Promise<void> {
  try {
    await behaviour(exchange)
  } catch (error) {
    if (exchange.signal.aborted) return
    if (exchange.response.started) await exchange.response.reset()
    else await status(500, { message: `The behaviour failed: ${String(error)}` })(exchange)
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
