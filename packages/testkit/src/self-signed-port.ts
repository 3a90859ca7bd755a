import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Address } from './full-port.ts'

/** A port that speaks TLS with a certificate that nobody has reason to trust. It answers no request. */
export async function selfSignedPort(): Promise<Address> {
  // It is large, and few need it.
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  })
  const sockets = new Set<Socket>()
  const server = createServer({ key, cert })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  // The client turns away.
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `https://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
