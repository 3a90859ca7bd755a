import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'

/** A server on a loopback port; closed with `await using`. */
export interface LocalServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly IncomingMessage[]
}

/** Starts a server on a free port of 127.0.0.1. */
export function startServer(listener: RequestListener): Promise<LocalServer> {
  return listening('http', createServer(), listener)
}

/** Starts a server with a certificate that nobody trusts. */
export async function startUntrustedServer(listener: RequestListener): Promise<LocalServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
  })
  return listening('https', createTlsServer({ key, cert }), listener)
}

async function listening(scheme: string, server: Server, listener: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = []
  server.on('request', (request, response) => {
    requests.push(request)
    // A client that hangs up is what some of the tests are about.
    response.on('error', () => undefined)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
