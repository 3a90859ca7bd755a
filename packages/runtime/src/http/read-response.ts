import type { Part, SendOptions } from '../adapter.ts'
import { failureError } from '../policy/failure-error.ts'
import { sseParser } from './sse-parser.ts'

/** How an api writes its answers. */
export interface Wire<Message> {
  /** The data, or their `type`, of the event after which nothing follows. */
  last: string
  /**
   * Turns one JSON value, an event's data or the whole body, into parts.
   *
   * @throws an error with an `error`, from `providerError`, where that is what the message reports.
   */
  fold(message: Message): Part[]
}

/** An error that the provider reports inside a 200: in the field `error`, or as the message itself. */
interface Failing {
  type?: string
  error?: object | null
}

/**
 * Reads an answer that comes over HTTP: server-sent events or JSON, whichever the server chooses to send.
 *
 * @throws an error that `classify` reads.
 */
export async function* readResponse<Message>(
  response: Promise<Response>,
  { signal, stream, clock }: SendOptions,
  { last, fold }: Wire<Message>,
): AsyncGenerator<readonly Part[], void, undefined> {
  const answer = await response
  const { headers, status } = answer
  const requestID = headers.get('x-request-id') ?? headers.get('request-id') ?? undefined
  if (!answer.ok) {
    // It has no part of the request, so no key.
    throw providerError(Object(await answer.json().catch(() => {})), { status, headers, requestID })
  }
  const type = headers.get('content-type') ?? ''
  const isEvents = type.includes('event-stream')
  const isJson = type.includes('json') || !(stream || isEvents)
  const decoder = new TextDecoder()
  const parse = sseParser()
  const reader = answer.body?.getReader()
  const cancel = () => void reader?.cancel().catch(() => {})
  let text = ''
  let understood = false
  let complete = false

  const read = (json: string): Part[] => {
    try {
      const message: Message & Failing = JSON.parse(json)
      if (message.error || message.type === 'error') throw providerError(message)
      complete = message.type === last
      const parts = fold(message)
      understood ||= parts.length > 0
      return parts
    } catch (cause) {
      throw Object(cause).error ? cause : failureError('malformed', cause)
    }
  }

  // A body does not always follow the signal of its request.
  signal.addEventListener('abort', cancel)
  try {
    yield [{ type: 'response', status, requestId: requestID }]
    while (reader && !complete) {
      const { done, value } = await reader.read().catch((cause) => {
        throw failureError('truncated', cause)
      })
      if (done) break
      const chunk = decoder.decode(value, { stream: true })
      if (isJson) {
        text += chunk
        continue
      }
      const parts: Part[] = []
      try {
        for (const data of parse(chunk)) {
          if (data === last) complete = true
          else parts.push(...read(data))
          if (complete) break
        }
      } finally {
        // What came before a failure was still said.
        yield parts
      }
    }
    if (isJson) yield read(text)
    if (!understood && !isEvents) throw failureError('malformed')
  } finally {
    signal.removeEventListener('abort', cancel)
    if (complete) {
      // The connection can be used again only when the body was read to its end.
      const disarm = clock.after(1_000, cancel)
      void reader?.read().then(cancel, cancel).finally(disarm)
    } else cancel()
  }
}

/** The error that a message reports, with the fields that the SDKs give it. */
export function providerError(message: Failing, fields?: object): Error {
  const { message: text }: { message?: string } = message.error ?? message
  return Object.assign(new Error(text), { error: message }, fields)
}
