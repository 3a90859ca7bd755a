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
export interface AskOptions {
  link: Link
  index: number
  /** Whether nobody comes after it: then it is asked whatever its circuit says, and waits for a slot. */
  isLast: boolean
  /** Whether it may be asked once more. */
  mayRetry: boolean
  /** Ends it; the reason is a `FailureKind`. */
  signal: AbortSignal
  /** When the call's time is over, on its clock. */
  end: number
  /** Called with each entry of the trace. */
  onEnd(attempt: Attempt): void
}

/** The wait before a retry is random, up to this, in milliseconds. */
const jitter = 250

/** Asks one candidate once, if its circuit and its provider's limit allow it: yields the content. */
export async function* ask(
  call: Call,
  { link, index, isLast, mayRetry, signal, end, onEnd }: AskOptions,
): Asking {
  const { candidate } = link
  const { provider } = candidate
  const { slots, accept, clock } = call
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

  const pass = call.breaker.enter(candidate, isLast)
  if (!pass) return skipped('circuit_open', 'open')
  let release: (() => void) | undefined
  try {
    release = slots?.take(provider)
    if (isLast) release ??= await slots?.wait(provider, signal)
    if (slots && !release) return skipped(signal.aborted ? signal.reason : 'overload_shed', pass.state)

    const { answer, failure, record } = yield* attempt({
      ...call,
      ...link,
      circuit: pass.state,
      signal,
      // Nobody comes after the last candidate: it gets what remains of the deadline.
      firstToken: isLast ? Number.POSITIVE_INFINITY : call.firstToken,
      judge(answer, known) {
        const failure = known ?? answer.parse(link.parseOutput)
        if (accept && (!failure || ruleOf(failure.kind).action === 'fail')) {
          isRefused = !accept(answer, failure?.kind)
        }
        return failure ?? (isRefused ? { kind: 'not_accepted' } : undefined)
      },
      onContent: pass.alive,
      onEnd,
    })
    if (!failure) {
      pass.end()
      return asked(answer)
    }

    const { kind, retryAfter } = failure
    // Where it was ended from outside, there is nothing to decide.
    const decided = signal.aborted ? undefined : call.decide?.(failure, record)
    let action = decided ?? (isRefused ? 'fall_back' : ruleOf(kind).action)
    // A limit that says when it ends is worth the wait; so is a limit, or an answer cut short, where nobody comes after.
    const isLimit = kind === 'rate_limit'
    const isWorthIt = (isLimit && retryAfter !== undefined) || (isLast && (isLimit || kind === 'truncated'))
    if (!decided && action === 'fall_back' && isWorthIt) action = 'retry'
    const wait = retryAfter ?? call.random() * jitter
    const willRetry =
      action === 'retry' &&
      mayRetry &&
      (isLast || record.firstTokenMs === undefined) &&
      (retryAfter ?? 0) <= call.maxRetryAfter &&
      clock.now() + wait < end &&
      // The last candidates need it more.
      call.budget.take(isLast ? 0 : 1)
    const isClosed = pass.end(kind, willRetry ? 0 : retryAfter)
    if (action === 'retry' && !(willRetry && isClosed)) action = 'fall_back'
    return asked(answer, failure, action, wait)
  } finally {
    release?.()
    pass.end('aborted')
  }
}
