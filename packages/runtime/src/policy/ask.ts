import { Answer } from '../answer.ts'
import { attempt } from '../attempt.ts'
import type { Clock } from '../clock.ts'
import type { Attempt, ContentEvent } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import type { CircuitState } from './breaker.ts'
import type { Call, Link } from './call.ts'
import type { Failure } from './classify.ts'
import { type Action, ruleOf } from './rule-of.ts'

/** What came of asking a candidate. */
export interface Asked {
  link: Link
  /** Its place in the chain. */
  index: number
  answer: Answer
  /** Absent when the answer is whole. */
  failure: Failure | undefined
  /** What to do about the failure. */
  action: Action
  /** Milliseconds before a retry. */
  wait: number
}

/** A candidate being asked. */
export type Asking = AsyncGenerator<ContentEvent, Asked, undefined>

/** Asks a candidate, and another beside it when the first is slow. Each starts with a signal of its own. */
export type Hedge = (
  first: (signal: AbortSignal) => Asking,
  second: (signal: AbortSignal) => Asking,
  signal: AbortSignal,
  clock: Clock,
) => Asking

/** How to ask. */
export interface AskOptions extends Omit<Call, 'signal'> {
  link: Link
  index: number
  /** Whether nobody comes after it: then it is asked whatever its circuit says, and waits for a slot. */
  isLast: boolean
  /** Whether it may be asked once more. */
  mayRetry: boolean
  /** Ends it; the reason is a `FailureKind`. */
  signal: AbortSignal
  /** When the call's time is over, on its clock. */
  endsAt: number
  /** Called with each entry of the trace. */
  onEnd(attempt: Attempt): void
}

/** The wait before a retry is random, up to this, in milliseconds. */
const jitter = 250

/** Asks one candidate once, if its circuit and its provider's limit allow it: yields the content. */
export async function* ask(options: AskOptions): Asking {
  const { link, index, isLast, mayRetry, signal, endsAt, onEnd, concurrency, accept, clock } = options
  const { candidate } = link
  const { provider } = candidate
  let isRefused = false
  const asked = (answer: Answer, failure?: Failure, action: Action = 'fall_back', wait = 0): Asked => ({
    link,
    index,
    answer,
    failure,
    action,
    wait,
  })
  const skipped = (kind: FailureKind, circuit: CircuitState) => {
    const usage = { inputTokens: 0, outputTokens: 0 }
    onEnd({ ...candidate, ok: false, kind, ms: 0, usage, circuit })
    return asked(new Answer(), { kind })
  }

  const pass = options.breaker.enter(candidate, isLast)
  if (!pass) return skipped('circuit_open', 'open')
  let release: (() => void) | undefined
  try {
    release = concurrency?.take(provider)
    if (isLast) release ??= await concurrency?.wait(provider, signal)
    if (concurrency && !release) return skipped(signal.reason ?? 'overload_shed', pass.state)

    const { answer, failure, record } = yield* attempt({
      ...options,
      ...link,
      pass,
      // Nobody comes after the last candidate: it gets what remains of the deadline.
      ...(isLast && { firstToken: Number.POSITIVE_INFINITY }),
      judge(answer, known = answer.failure ?? answer.parse(link.parseOutput)) {
        if (accept && (!known || ruleOf(known.kind).action === 'fail')) {
          isRefused = !accept(answer, known?.kind)
        }
        return known ?? (isRefused ? { kind: 'not_accepted' } : undefined)
      },
    })
    if (!failure) {
      pass.end()
      return asked(answer)
    }

    const { kind, retryAfter } = failure
    // Where it was ended from outside, there is nothing to decide.
    const decided = signal.aborted ? undefined : options.decide?.(failure, record)
    let action = decided ?? (isRefused ? 'fall_back' : ruleOf(kind).action)
    // A limit that says when it ends is worth the wait; so is a limit, or an answer cut short, where nobody comes after.
    const isWorthIt =
      kind === 'rate_limit' ? isLast || retryAfter !== undefined : isLast && kind === 'truncated'
    if (!decided && action === 'fall_back' && isWorthIt) action = 'retry'
    const wait = retryAfter ?? options.random() * jitter
    const willRetry =
      action === 'retry' &&
      mayRetry &&
      (isLast || record.firstTokenMs === undefined) &&
      (retryAfter ?? 0) <= options.maxRetryAfter &&
      clock.now() + wait < endsAt &&
      // The last candidates need it more.
      options.budget.take(isLast ? 0 : 1)
    const isClosed = pass.end(kind, willRetry ? 0 : retryAfter)
    if (action === 'retry' && !(willRetry && isClosed)) action = 'fall_back'
    return asked(answer, failure, action, wait)
  } finally {
    release?.()
    pass.end('aborted')
  }
}
