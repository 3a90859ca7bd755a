import type { Behaviour } from '../exchange.ts'
import type { AnswerText } from '../reply-to.ts'
import { streams } from '../reply-to.ts'
import { type FaultPoint, sendPart } from './send-part.ts'

/** How an answer stalls. */
export interface StallOptions {
  /** Keeps a stream alive with comments or ping events that have no content. @default false */
  readonly pings?: boolean
  /** Milliseconds between two pings. @default 20 */
  readonly pingEveryMs?: number
}

/** Begins an answer and then falls silent, with the socket open. */
export function stall(text: AnswerText, options: FaultPoint & StallOptions): Behaviour {
  return async (exchange) => {
    const { request, response, signal, wire } = exchange
    await sendPart(exchange, text, options)
    if (!options.pings || !streams(request) || signal.aborted) return
    const timer = setInterval(() => void response.write(wire.ping), options.pingEveryMs ?? 20)
    signal.addEventListener('abort', () => clearInterval(timer))
  }
}
