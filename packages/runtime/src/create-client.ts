import type { Adapter } from './adapter.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Attempt, Completion, StreamEvent } from './completion.ts'
import type { HistoryConverter } from './history/create-history-converter.ts'
import { type Call, complete } from './policy/complete.ts'
import { prepare } from './prepare.ts'
import type { Prompt } from './prompt.ts'
import type { DataOf, HistoryOf, MediaOf, VariablesOf } from './prompt-types.ts'

/** How long to wait. `Infinity` waits for ever. */
export interface Limits {
  /**
   * Milliseconds from sending a request to its first content (text, a tool call or reasoning; not headers or pings).
   * The last candidate of a chain has no such limit.
   *
   * @default 8000
   */
  firstToken?: number
  /**
   * Milliseconds from content to content.
   *
   * @default 15000
   */
  idle?: number
  /**
   * Milliseconds for the whole call, all candidates together.
   *
   * @default 60000
   */
  deadline?: number
}

/** Options of `createClient`. */
export interface ClientOptions<Providers extends Readonly<Record<string, Adapter>>> extends Limits {
  /** An adapter for each provider that the prompts name. */
  providers: Providers
  /** Called after each attempt, also a failed or aborted one. What it throws is ignored. */
  onAttempt?: (attempt: Attempt) => unknown
  /**
   * How to ask the providers: `stream` lets the limits see the first token, also in `run`; `json` is for endpoints
   * that cannot stream, and makes `firstToken` the limit for the whole answer.
   *
   * @default 'stream'
   */
  upstream?: 'stream' | 'json'
  /**
   * Converts a conversation that other providers began, for each candidate: `createHistoryConverter` makes one. Without
   * it, a history is text turns that every api takes as they are.
   */
  history?: HistoryConverter
}

/** Options of `run`. Limits given here go before the client's. */
export interface RunOptions<P extends Prompt, Turns = never> extends Limits {
  /** Ends the call at any moment: it throws the signal's reason, and never falls back. */
  signal?: AbortSignal
  /** The conversation so far. Only for prompts of which every candidate has a history placeholder. */
  history?: [HistoryOf<P>] extends [never] ? never : HistoryOf<P> | Turns
}

/** Options of `stream`. */
export interface StreamOptions<P extends Prompt, Turns = never> extends RunOptions<P, Turns> {
  /**
   * What to do when a candidate fails after visible text: `restart` yields a `reset`, then the next candidate's
   * answer from its beginning; `fail` throws, with the text so far as `partial`.
   *
   * @default 'restart'
   */
  midstream?: 'restart' | 'fail'
}

/** The options of a call: to be given where the prompt has media slots, with a value for each. */
export type OptionsArgument<P extends Prompt, Options> = [MediaOf<P>] extends [never]
  ? [options?: Options]
  : [options: Options & { media: MediaOf<P> }]

/** The options of either, for any prompt. */
interface CallOptions extends Omit<StreamOptions<Prompt>, 'history'> {
  history?: unknown
  media?: unknown
}

/** Runs prompts of these providers. `Turns` are what its history converter takes. */
export interface Client<Provider extends string, Turns = never> {
  /**
   * Resolves with one provider's whole answer.
   *
   * @throws {CompletionError} when there is none. The signal's reason when that aborts.
   * @throws {UsageError | MissingVariableError} before any request, when the call does not fit the prompt.
   */
  run<P extends Prompt<never, Provider>>(
    prompt: P,
    variables: VariablesOf<P>,
    ...options: OptionsArgument<P, RunOptions<P, Turns>>
  ): Promise<Completion<DataOf<P>>>
  /**
   * Yields the answer as it comes; the last event is `done`, with the whole answer. The first request is made when
   * the first event is asked for; leaving the loop ends it.
   *
   * @throws {CompletionError} while it is read. The signal's reason when that aborts.
   * @throws {UsageError | MissingVariableError} at once, when the call does not fit the prompt.
   */
  stream<P extends Prompt<never, Provider>>(
    prompt: P,
    variables: VariablesOf<P>,
    ...options: OptionsArgument<P, StreamOptions<P, Turns>>
  ): AsyncGenerator<StreamEvent<DataOf<P>>, void, undefined>
}

/**
 * Makes a client.
 *
 * @param internals For tests.
 * @example
 * ```ts
 * const client = createClient({
 *   providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
 * })
 * const { text, servedBy } = await client.run(ragQa, { question })
 * ```
 */
export function createClient<
  const Providers extends Readonly<Record<string, Adapter>>,
  Converter extends HistoryConverter = never,
>(
  {
    providers,
    upstream = 'stream',
    onAttempt,
    history: convert,
    ...limits
  }: ClientOptions<Providers> & { history?: Converter },
  { clock = systemClock }: { clock?: Clock } = {},
): Client<keyof Providers & string, [Converter] extends [never] ? never : readonly object[]> {
  const call = (prompt: Prompt, variables: unknown, options: CallOptions = {}): Call => ({
    prompt: prompt.name,
    links: prepare(prompt, variables, options, providers, convert),
    signal: options.signal,
    firstToken: options.firstToken ?? limits.firstToken ?? 8_000,
    idle: options.idle ?? limits.idle ?? 15_000,
    deadline: options.deadline ?? limits.deadline ?? 60_000,
    midstream: options.midstream ?? 'restart',
    stream: upstream === 'stream',
    clock,
    onAttempt,
  })

  return {
    async run(prompt, variables, ...[options]) {
      const events = complete(call(prompt, variables, options))
      for (;;) {
        const { done, value } = await events.next()
        if (done) return value
      }
    },
    stream(prompt, variables, ...[options]) {
      const events = complete(call(prompt, variables, options))
      return (async function* () {
        yield { type: 'done', result: yield* events }
      })()
    },
  }
}
