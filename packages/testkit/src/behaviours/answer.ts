import { setImmediate } from 'node:timers/promises'
import type { Behaviour } from '../exchange.ts'
import { type AnswerText, type ReplyOptions, replyTo, streams } from '../reply-to.ts'
import { eventStreamType, jsonType } from './media-types.ts'
import { pause } from './pause.ts'

/** How an answer is sent. */
export interface AnswerOptions extends ReplyOptions {
  /** Bytes of the body in one write to the socket: splits lines and characters. @default an event a write */
  readonly splitEvery?: number
  /** Milliseconds before the first byte. @default 0 */
  readonly delayMs?: number
  /** Milliseconds before each token of a stream. @default 0 */
  readonly tokenDelayMs?: number
  /** Puts what keeps a stream alive without content before each token. @default false */
  readonly pings?: boolean
  /** More headers of the response; `connection: close` ends the socket after the answer. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers as a healthy provider does: a stream if the request asks for one, else JSON. */
export function answer(text: AnswerText, options: AnswerOptions = {}): Behaviour {
  return async (exchange) => {
    const { request, response, signal, wire } = exchange
    const reply = replyTo(exchange, text, options)
    await pause(options.delayMs ?? 0, signal)
    if (!streams(request)) {
      const body = Buffer.from(wire.json(reply))
      await response.start(200, { ...jsonType, ...options.headers }, { length: body.length })
      return sendSplit(body)
    }
    await response.start(200, { ...eventStreamType, ...options.headers }, 'chunked')
    const { head, tokens, tail } = wire.parts(reply)
    const withPings = tokens.map((token) => (options.pings ? wire.ping + token : token))
    if (options.splitEvery !== undefined)
      return sendSplit(Buffer.from([...head, ...withPings, ...tail].join('')))
    for (const event of head) await response.write(event)
    for (const event of withPings) {
      await pause(options.tokenDelayMs ?? 0, signal)
      await response.write(event)
    }
    await response.finish(tail.join(''))

    async function sendSplit(body: Buffer): Promise<void> {
      const size = Math.max(1, options.splitEvery ?? body.length)
      let start = 0
      for (; start + size < body.length && !signal.aborted; start += size) {
        await response.write(body.subarray(start, start + size))
        // A turn of the event loop, so that the pieces are not read as one.
        await setImmediate()
      }
      await response.finish(body.subarray(start))
    }
  }
}
