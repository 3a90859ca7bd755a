import { type Behaviour, requestId } from '../exchange.ts'
import { jsonType } from './media-types.ts'

/** The parts of an error answer that do not follow from its status. */
export interface StatusOptions {
  /** More headers, such as `retry-after`. */
  readonly headers?: Record<string, string>
  /** @default what the api says with this status */
  readonly type?: string | undefined
  /** In Anthropic's errors: `details.error_code`. @default what the api says with this status */
  readonly code?: string | undefined
  /** @default a sentence that names the status */
  readonly message?: string | undefined
}

/** Answers with an error in the api's own format. */
export function status(code: number, options: StatusOptions = {}): Behaviour {
  return async ({ wire, response, index }) => {
    const { headers, ...parts } = options
    const body = Buffer.from(wire.error({ status: code, requestId: requestId(index), ...parts }))
    await response.start(code, { ...jsonType, ...headers }, { length: body.length })
    await response.finish(body)
  }
}
