import type { Clock } from './clock.ts'
import type { Usage } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import type { Api } from './prompt.ts'

/** A piece of an answer, as an adapter reads it. */
export type Part =
  /** The provider has accepted the request. */
  | { type: 'response'; status: number; requestId?: string | undefined }
  | { type: 'text'; text: string }
  /** The model thinks: it shows that the provider works, and is not part of the text. */
  | { type: 'reasoning'; text?: string | undefined }
  /** The tool call of this index begins (then with `id` and `name`), or goes on. */
  | { type: 'tool'; index: number; id?: string | undefined; name?: string | undefined; arguments: string }
  /** The model's wording of a refusal. */
  | { type: 'refusal'; text: string }
  | { type: 'usage'; usage: Usage | 'unknown' }
  /** The terminal event, without which no answer is whole. `code` is the provider's own word for a failure. */
  | { type: 'finish'; reason: 'stop' | FailureKind; code?: string | undefined }

/** What accompanies one request. */
export interface SendOptions {
  /** Aborts the request, and the reading of its answer. It belongs to this request alone. */
  signal: AbortSignal
  /** Whether to ask for a stream. */
  stream: boolean
  /** Whether no other candidate comes after this one. */
  isLast: boolean
  clock: Clock
}

/** Speaks one api over one provider's client. */
export interface Adapter {
  /** The wire format of the bodies that it sends. */
  readonly api: Api
  /**
   * Sends one request, once, and reads its answer: pieces as they arrive, in batches.
   *
   * It ends after the terminal part. It throws when the request fails, with the SDK's own error or one
   * that has a `kind`, and it must let go of its connection when `signal` aborts.
   */
  send(body: object, options: SendOptions): AsyncIterable<readonly Part[]>
}

/** What speaks to each provider: one adapter, or one for each of its apis. */
export type Adapters = Readonly<Record<string, Adapter | readonly Adapter[]>>
