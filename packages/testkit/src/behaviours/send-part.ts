import type { Exchange } from '../exchange.ts'
import { type AnswerText, replyTo, streams } from '../reply-to.ts'
import { eventStreamType, jsonType } from './media-types.ts'

/**
 * Where an answer goes wrong: after so many tokens (0: after the headers, before any byte of the body), after so many
 * bytes of the body, or after the events that come before the first token. More tokens than there are count as all of
 * them, which leaves out what ends the stream. In a JSON answer each token counts as an equal share of the body, and
 * nothing comes before the first.
 */
export type FaultPoint =
  | { readonly afterTokens: number }
  | { readonly afterBytes: number }
  | { readonly afterHead: true }

/**
 * Sends the status, the headers and the first part of an answer, and stops at the point.
 *
 * @returns the bytes that were not sent; none when the point lies behind the last byte
 */
export async function sendPart(exchange: Exchange, text: AnswerText, point: FaultPoint): Promise<Buffer> {
  const { request, response } = exchange
  const { head, pieces, headers, framing } = streams(request) ? streamPlan() : jsonPlan()
  await response.start(200, headers, framing)
  const { sent, left } = divide(pieces, 'afterHead' in point ? { afterBytes: head } : point)
  for (const piece of sent) await response.write(piece)
  return left

  function streamPlan() {
    const { head, tokens, tail } = exchange.wire.parts(replyTo(exchange, text))
    const [first, ...others] = tokens
    // Without a text there is no token to stop at, and the whole stream is one piece.
    const pieces =
      first === undefined
        ? [[...head, ...tail].join('')]
        : [[...head, first].join(''), ...others, tail.join('')]
    return {
      head: Buffer.byteLength(head.join('')),
      pieces: pieces.map((piece) => Buffer.from(piece)),
      headers: eventStreamType,
      framing: 'chunked' as const,
    }
  }

  function jsonPlan() {
    const reply = replyTo(exchange, text)
    const body = Buffer.from(exchange.wire.json(reply))
    const count = reply.tokens.length + 1
    const share = body.length / count
    const pieces = Array.from({ length: count }, (_, i) =>
      body.subarray(Math.floor(i * share), i + 1 === count ? body.length : Math.floor((i + 1) * share)),
    )
    return { head: 0, pieces, headers: jsonType, framing: { length: body.length } }
  }
}

function divide(
  pieces: readonly Buffer[],
  point: Exclude<FaultPoint, { afterHead: true }>,
): { sent: Buffer[]; left: Buffer } {
  if ('afterTokens' in point) {
    const count = Math.min(point.afterTokens, pieces.length - 1)
    return { sent: pieces.slice(0, count), left: Buffer.concat(pieces.slice(count)) }
  }
  const body = Buffer.concat(pieces)
  return { sent: [body.subarray(0, point.afterBytes)], left: body.subarray(point.afterBytes) }
}
