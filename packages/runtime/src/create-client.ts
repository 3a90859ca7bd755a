import type { Adapters } from './adapter.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Attempt, Completion, StreamEvent } from './completion.ts'
import type { HistoryConverter } from './history/create-history-converter.ts'
import type { Hedge } from './policy/ask.ts'
import { type BreakerOptions, createBreaker } from './policy/breaker.ts'
import type { Accept, Continue, Decide, RetryOptions } from './policy/call.ts'
import { complete } from './policy/complete.ts'
import { createRetryBudget } from './policy/retry-budget.ts'
import { prepare } from './prepare.ts'
import type { Prompt } from './prompt.ts'
import type { DataOf, EnvironmentOf, HistoryOf, MediaOf, VariablesOf } from './prompt-types.ts'
import type { Recorder, RecordOptions } from './recording.ts'

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
export interface ClientOptions<Providers extends Adapters> extends Limits {
  /** An adapter for each provider that the prompts name; several for one whose prompts are written in several apis. */
  providers: Providers
  /**
   * When to ask the same candidate once more. `false`: never.
   *
   * @default { budget: 0.1, maxRetryAfter: 3000 }
   */
  retry?: RetryOptions | false
  /**
   * When to leave a candidate alone that fails again and again. `false`: never. The last candidate of a chain is asked
   * in any case.
   *
   * @default { failures: 5, window: 30000, coolDown: 5000, maxCoolDown: 15000 }
   */
  breaker?: BreakerOptions | false
  /** What to do about a failure, in place of the default. */
  decide?: Decide
  /** Asks the next candidate already when the first is slow: `hedging({ after: 2000 })`. */
  hedge?: Hedge
  /**
   * Called after each attempt, also a failed or aborted one, and one that a circuit or a limit did not let happen.
   * What it throws is ignored. Where `attempt.alert` is set, somebody has to act.
   */
  onAttempt?: (attempt: Attempt) => unknown
  /** Is told of every call that has ended. What it throws is ignored. */
  recorder?: Recorder
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
  /** Whether an answer is good enough: `false` asks the next candidate. */
  accept?: Accept<DataOf<P>>
  /** What the call is recorded under: its session, its trace. */
  record?: RecordOptions
}

/** Options of `stream`. */
export interface StreamOptions<P extends Prompt, Turns = never> extends RunOptions<P, Turns> {
  /**
   * What to do when a candidate fails after something was visible: `restart` yields a `reset`, then the next
   * candidate's answer from its beginning; `fail` throws, with the text so far as `partial`; `buffer` shows nothing
   * until the answer is whole; `continuing()` yields a `seam` and lets the next candidate go on, where the answer is
   * plain text.
   *
   * @default 'restart'
   */
  midstream?: 'restart' | 'fail' | 'buffer' | Continue
}

/** The options of a call: to be given where the prompt has media slots, with a value for each. */
export type OptionsArgument<P extends Prompt, Options> = [MediaOf<P>] extends [never]
  ? [options?: Options]
  : [options: Options & { media: MediaOf<P> }]

/** The options of either, for any prompt. */
interface CallOptions extends Omit<StreamOptions<Prompt>, 'history' | 'accept'> {
  accept?: Accept<never>
  history?: unknown
  media?: unknown
}

/** What tests put in place of the world. */
export interface ClientInternals {
  /** @default the system's time */
  clock?: Clock
  /**
   * From 0 to 1.
   *
   * @default Math.random
   */
  random?: () => number
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
  ): Promise<Completion<DataOf<P>, EnvironmentOf<P>>>
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
  ): AsyncGenerator<StreamEvent<DataOf<P>, EnvironmentOf<P>>, void, undefined>
  /**
   * Yields the text as it comes, and nothing else. It cannot take text back: when a candidate fails after its first
   * text, this throws.
   *
   * @throws {CompletionError} while it is read. The signal's reason when that aborts.
   * @throws {UsageError | MissingVariableError} at once, when the call does not fit the prompt.
   */
  text<P extends Prompt<never, Provider>>(
    prompt: P,
    variables: VariablesOf<P>,
    ...options: OptionsArgument<P, RunOptions<P, Turns>>
  ): AsyncGenerator<string, void, undefined>
}

/**
 * Makes a client.
 *
 * @param internals For tests: see `@understudy/runtime/testing`.
 * @example
 * ```ts
 * const client = createClient({
 *   providers: { openai: openai(new OpenAI()), anthropic: anthropic(new Anthropic()) },
 * })
 * const { text, servedBy } = await client.run(ragQa, { question })
 * ```
 */
export function createClient<const Providers extends Adapters, Converter extends HistoryConverter = never>(
  {
    providers,
    upstream,
    retry = {},
    breaker = {},
    history: convert,
    ...defaults
  }: ClientOptions<Providers> & { history?: Converter },
  { clock = systemClock, random = Math.random }: ClientInternals = {},
): Client<keyof Providers & string, [Converter] extends [never] ? never : readonly object[]> {
  const shared = {
    budget: createRetryBudget(retry),
    breaker: createBreaker(clock, breaker),
    stream: upstream !== 'json',
    clock,
    random,
  }

  const begin = (prompt: Prompt, variables: unknown, options: CallOptions = {}, isQuiet?: boolean) =>
    complete({
      ...defaults,
      ...options,
      ...shared,
      input: { id: crypto.randomUUID?.(), prompt, variables, options, startedAt: Date.now() },
      links: prepare(prompt, variables, options, providers, convert),
      isQuiet,
    })

  return {
    async run(prompt, variables, ...[options]) {
      let last: StreamEvent<never> | undefined
      for await (last of begin(prompt, variables, options, true)) {
        // Only the last one counts, which is `done`.
      }
      return (last as StreamEvent<never> & { type: 'done' }).result
    },
    stream(prompt, variables, ...[options]) {
      const events = begin(prompt, variables, options)
      return options?.midstream === 'buffer' ? hold(events) : events
    },
    text(prompt, variables, ...[options]) {
      const events = begin(prompt, variables, { ...options, midstream: 'fail' })
      return (async function* () {
        for await (const event of events) if (event.type === 'text') yield event.text
      })()
    },
  }
}

/** Keeps the events back until the answer is whole. */
async function* hold(events: ReturnType<typeof complete>): ReturnType<typeof complete> {
  let held: StreamEvent<never>[] = []
  for await (const event of events) {
    if (event.type === 'reset') held = []
    else held.push(event)
  }
  yield* held
}
