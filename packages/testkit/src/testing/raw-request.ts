import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FakeProvider } from '../start-provider.ts'
import { wire } from '../wire/wire.ts'

/** Connects to the provider with a bare socket. */
export async function connectTo(provider: FakeProvider): Promise<Socket> {
  const socket = connect(Number(new URL(provider.url).port), '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

/** The bytes of a request to the provider. */
export function rawRequest(provider: FakeProvider, body: string, headers = ''): Buffer {
  return Buffer.from(
    `POST ${wire(provider.api).path} HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Everything that the socket still gets until its end. */
export async function readToEnd(socket: Socket): Promise<Buffer> {
  return Buffer.concat(await socket.toArray())
}
