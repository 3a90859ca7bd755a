import type { Socket } from 'node:net'
import type { ParsedRequest } from './http/request-parser.ts'
import { ResponseWriter } from './http/response-writer.ts'
import type { Wire } from './wire/types.ts'

/** What became of a request. */
export type Outcome = 'open' | 'answered' | 'aborted_by_client' | 'broken_by_server'

/** A request in a provider's log. */
export interface ReceivedRequest {
  /** When the whole request had arrived: `performance.now()`, in milliseconds. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON; the text, if it is no JSON; `undefined`, if there was no body. */
  readonly body: unknown
  /** Resolves when the client went away, or the answer ended. */
  readonly closed: Promise<void>
  /** `broken_by_server` is every answer that the provider began or owed and did not complete. */
  readonly outcome: Outcome
}

/** A request together with the means to answer it. */
export interface Exchange {
  readonly request: ReceivedRequest
  /** The place of the request in the log, from 0. */
  readonly index: number
  readonly wire: Wire
  readonly response: ResponseWriter
  /** For what the writer cannot do. */
  readonly socket: Socket
  /** Aborts when the client goes, or the provider closes, before the answer ended. */
  readonly signal: AbortSignal
}

/** What a provider does with a request. It may leave the request open; the client then ends it. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>

/** An exchange, and how the connection under it ends it. */
export interface OpenExchange {
  readonly exchange: Exchange
  /** The connection is gone; says by whom. No effect on an exchange that has ended. */
  disconnect(by: 'client' | 'server'): void
}

/** Opens the exchange of one request. */
export function openExchange(
  parsed: ParsedRequest,
  index: number,
  wire: Wire,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): OpenExchange {
  const gone = new AbortController()
  let outcome: Outcome = 'open'
  let close: () => void
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const settle = (how: Exclude<Outcome, 'open'>): boolean => {
    if (outcome !== 'open') return false
    outcome = how
    close()
    return true
  }
  const request: ReceivedRequest = {
    at: performance.now(),
    method: parsed.method,
    path: parsed.path,
    headers: parsed.headers,
    body: parsedBody(parsed.body.toString()),
    closed,
    get outcome() {
      return outcome
    },
  }
  const response = new ResponseWriter(
    socket,
    {
      ...headers,
      [wire.requestIdHeader]: requestId(index),
      ...(parsed.headers.connection === 'close' && { connection: 'close' }),
    },
    settle,
  )
  return {
    exchange: { request, index, wire, response, socket, signal: gone.signal },
    disconnect(by) {
      if (settle(by === 'client' ? 'aborted_by_client' : 'broken_by_server')) gone.abort()
    },
  }
}

/** The id that a provider gives to the request at this place of its log. */
export function requestId(index: number): string {
  return `req_${index}`
}

function parsedBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
