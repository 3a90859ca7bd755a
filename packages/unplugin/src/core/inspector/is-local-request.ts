import type { IncomingMessage } from 'node:http'

/**
 * Whether a request comes from this machine and names it: the dev server may listen on a network, and a page of another
 * site may have its name resolved to this machine.
 */
export function isLocalRequest({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  return isLoopback(socket.remoteAddress ?? '') && isLocalName(headers.host ?? '')
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}

function isLocalName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return (
    name === '[::1]' ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  )
}
