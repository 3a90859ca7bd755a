import { type Behaviour, requestId } from '../exchange.ts'
import { type AnswerText, streams } from '../reply-to.ts'
import { type FaultPoint, sendPart } from './send-part.ts'
import { status } from './status.ts'

/** The error inside the stream. */
export interface StreamErrorOptions {
  /** The status that the error stands for. @default 500 (OpenAI), 529 (Anthropic) */
  readonly status?: number
  /** @default what the api says with this status */
  readonly type?: string
  /** @default what the api says with this status */
  readonly code?: string
  /** @default a sentence that names the status */
  readonly message?: string
  /** An event that reports the error in another way. @default the api's error event */
  readonly event?: string
}

/** Begins a stream and ends it with an error event. A request for JSON gets the error as its answer. */
export function streamError(text: AnswerText, options: FaultPoint & StreamErrorOptions): Behaviour {
  return async (exchange) => {
    const { request, response, index, wire } = exchange
    const errorStatus = options.status ?? wire.streamErrorStatus
    const error = { type: options.type, code: options.code, message: options.message }
    if (!streams(request)) return status(errorStatus, error)(exchange)
    await sendPart(exchange, text, options)
    await response.finish(
      options.event ?? wire.errorEvent({ status: errorStatus, requestId: requestId(index), ...error }),
    )
  }
}
