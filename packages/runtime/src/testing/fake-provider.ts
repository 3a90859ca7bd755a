import type { Adapter } from '../adapter.ts'
import type { Clock } from '../clock.ts'
import type { Api } from '../prompt.ts'
import type { Behaviour } from './behaviour.ts'

/** A request that a fake provider has got. */
export interface FakeRequest {
  body: object
  /** When it came, on the client's clock. */
  at: number
  /** Whether it was asked for a stream. */
  stream: boolean
  /** Aborted when the client has let go of it. */
  signal: AbortSignal
}

/** A provider without a network. It is an adapter: give it to `createClient`. */
export interface FakeProvider extends Adapter {
  /** Every request so far. */
  readonly requests: FakeRequest[]
  /** How many requests are under way. */
  readonly open: number
  /** What to do with the requests from now on: with the first one the first of these, and so on; the last repeats. */
  behave(...behaviours: [Behaviour, ...Behaviour[]]): void
}

/**
 * A provider for tests, which does as it is told.
 *
 * @example
 * ```ts
 * const openai = fakeProvider('openai.chat', failWith('overloaded'))
 * const anthropic = fakeProvider('anthropic.messages', answerWith('Yes.'))
 * const client = createClient({ providers: { openai, anthropic } })
 * const { servedBy } = await client.run(ragQa, { question })
 * expect(servedBy.provider).toBe('anthropic')
 * ```
 */
export function fakeProvider(api: Api, ...behaviours: [Behaviour, ...Behaviour[]]): FakeProvider {
  const requests: FakeRequest[] = []
  let [current, ...later] = behaviours
  let open = 0

  return {
    api,
    requests,
    get open() {
      return open
    },
    behave(first, ...others) {
      current = first
      later = others
    },
    async *send(body, options) {
      const behaviour = current
      current = later.shift() ?? current
      const { signal, stream } = options
      const clock: Clock = options.clock
      requests.push({ body, at: clock.now(), stream, signal })
      open += 1
      try {
        yield* behaviour(body, options)
      } finally {
        open -= 1
      }
    },
  }
}
