import type { StreamEvent } from '../completion.ts'
import { toErrorEvent } from './to-error-event.ts'
import { type PublicEvent, toPublicEvent } from './to-public-event.ts'

/** What `client.stream` returns, or what calls it with a signal that aborts when the reader leaves. */
export type EventSource<Data> = Events<Data> | ((signal: AbortSignal) => Events<Data>)

type Events<Data> = AsyncGenerator<StreamEvent<Data>, void, undefined>

/**
 * The events of `client.stream` as a stream of bytes: server-sent events, each with its JSON as `data`. What must stay
 * on the server does not leave it: the request with its prompt, and errors beyond their code.
 *
 * An event is asked for when the reader wants one. A failure is the last event, of the type `error`. A reader that
 * leaves ends the request to the provider: at once where `source` is a function, else when the provider's next piece
 * comes.
 */
export function toReadableStream<Data>(source: EventSource<Data>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = new AbortController()
  const events = typeof source === 'function' ? source(left.signal) : source
  const encoder = new TextEncoder()
  const write = (event: PublicEvent<Data>) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await events.next()
          if (done) controller.close()
          else controller.enqueue(write(toPublicEvent(value)))
        } catch (error) {
          if (left.signal.aborted) return
          controller.enqueue(write(toErrorEvent(error)))
          controller.close()
        }
      },
      async cancel() {
        left.abort()
        await events.return()
      },
    },
    { highWaterMark: 0 },
  )
}
