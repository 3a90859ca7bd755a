import type { Socket } from 'node:net'
import type { OpenExchange } from '../exchange.ts'
import { type ParsedRequest, RequestParser } from './request-parser.ts'

/** One connection of a client. */
export interface Connection {
  /** Ends it at once; an open exchange counts as broken by the server. */
  destroy(): void
}

/**
 * Reads requests from a socket and opens an exchange for each, one after the other: a request that comes before
 * the answer to the last one waits for it.
 */
export function serveConnection(socket: Socket, open: (request: ParsedRequest) => OpenExchange): Connection {
  const parser = new RequestParser()
  const waiting: ParsedRequest[] = []
  let current: OpenExchange | undefined

  const next = async (): Promise<void> => {
    if (current) return
    for (let request = waiting.shift(); request && !socket.destroyed; request = waiting.shift()) {
      current = open(request)
      await current.exchange.request.closed
      current = undefined
    }
  }
  const clientGone = (): void => {
    current?.disconnect('client')
    socket.destroy()
  }

  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    try {
      waiting.push(...parser.push(chunk))
    } catch {
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    void next()
  })
  socket.on('end', clientGone)
  socket.on('close', clientGone)
  // A reset by the client is followed by `close`, which does the work.
  socket.on('error', () => {})

  return {
    destroy() {
      current?.disconnect('server')
      socket.destroy()
    },
  }
}
