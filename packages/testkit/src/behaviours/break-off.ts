import type { Behaviour } from '../exchange.ts'
import type { AnswerText } from '../reply-to.ts'
import { type FaultPoint, sendPart } from './send-part.ts'

/** Breaks the connection off (RST) in the middle of the answer. */
export function breakOff(text: AnswerText, point: FaultPoint): Behaviour {
  return async (exchange) => {
    await sendPart(exchange, text, point)
    await exchange.response.reset()
  }
}
