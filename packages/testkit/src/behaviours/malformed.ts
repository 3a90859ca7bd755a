import type { Behaviour } from '../exchange.ts'
import { type AnswerText, replyTo, streams } from '../reply-to.ts'
import { jsonType } from './media-types.ts'
import { raw } from './raw.ts'
import { type FaultPoint, sendPart } from './send-part.ts'

/** Puts an event of broken JSON into the stream, which then goes on. A request for JSON gets half an object. */
export function malformed(text: AnswerText, point: FaultPoint): Behaviour {
  return async (exchange) => {
    const { request, response, wire } = exchange
    if (!streams(request)) {
      const body = wire.json(replyTo(exchange, text))
      return raw(200, jsonType, body.slice(0, body.length / 2))(exchange)
    }
    const left = await sendPart(exchange, text, point)
    await response.finish(Buffer.concat([Buffer.from(wire.malformedEvent), left]))
  }
}
