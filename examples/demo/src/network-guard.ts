/**
 * Preloaded into the server with `--import`. Watches every outgoing connection of the process, whatever opens it (fetch,
 * http, https, tls, net), tells its parent of each, and refuses those that `NETWORK_GUARD_ALLOWED` does not list.
 */
import { Socket } from 'node:net'

/** What the guard tells its parent. */
export interface SeenConnection {
  /** `host:port`, or the path of a local socket. */
  to: string
  allowed: boolean
}

const allowed = (process.env.NETWORK_GUARD_ALLOWED ?? '').split(',')

Socket.prototype.connect = new Proxy(Socket.prototype.connect, {
  apply(connect, socket: Socket, args: unknown[]) {
    const to = destination(args)
    const seen: SeenConnection = { to, allowed: allowed.includes(to) }
    process.send?.(seen)
    if (seen.allowed) return Reflect.apply(connect, socket, args)
    return socket.destroy(new Error(`The network guard refuses a connection to ${to}`))
  },
})

/** Reads the overloads of `connect`: (options), (port, host), (path), or node's own array of these. */
function destination(args: unknown[]): string {
  const [first, second] = args
  if (Array.isArray(first)) return destination(first)
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && first.path) return String(first.path)
    const host = 'host' in first && first.host ? first.host : 'localhost'
    return `${host}:${'port' in first ? first.port : ''}`
  }
  if (Number.isNaN(Number(first))) return String(first)
  return `${typeof second === 'string' ? second : 'localhost'}:${first}`
}
