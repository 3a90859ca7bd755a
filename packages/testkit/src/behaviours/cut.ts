import type { Behaviour } from '../exchange.ts'
import type { AnswerText } from '../reply-to.ts'
import { type FaultPoint, sendPart } from './send-part.ts'

/** Ends the answer cleanly (the last chunk, then FIN) before it is complete: no terminal event, or half a JSON. */
export function cut(text: AnswerText, point: FaultPoint): Behaviour {
  return async (exchange) => {
    const left = await sendPart(exchange, text, point)
    await (left.length === 0 ? exchange.response.finish() : exchange.response.cut())
  }
}
