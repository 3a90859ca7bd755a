import type { Part } from '../adapter.ts'
import { Answer } from '../answer.ts'
import type { Clock } from '../clock.ts'
import type { Attempt, ContentEvent } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import type { Call, Link } from './call.ts'
import { classify, type Failure } from './classify.ts'
import { failureError } from './failure-error.ts'
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

/** Hears, when a candidate is being asked, how to end that from outside. */
type OnStart = (stop: (kind: FailureKind) => void) => void

/** Starts to ask, with the first `next`. */
export type Start = (onStart?: OnStart) => Asking

/** Asks a candidate, and another beside it when the first is slow. */
export type Hedge = (first: Start, second: Start, clock: Clock) => Asking

/** The call that it is a part of. */
export interface Asker extends Call {
  /** When the call's time is over, on its clock. */
  endsAt: number
  /** Called with each entry of the trace. */
  onEnd(attempt: Attempt): void
}

/** The wait before a retry is random, up to this, in milliseconds. */
const jitter = 250
/** No limit. */
const forever = 1 / 0

/**
 * Asks one candidate once, if its circuit allows it: yields the content as it comes, returns what came of it.
 *
 * The limits run while it waits for the provider, not while its consumer is busy. However it ends, its request is
 * over then, and no timer or listener is left.
 *
 * @param index Its place in the chain.
 * @param isLast Whether nobody comes after it: then it is asked whatever its circuit says, and waits for a slot.
 * @param mayRetry Whether it may be asked once more.
 */
export async function* ask(
  options: Asker,
  link: Link,
  index: number,
  isLast: boolean,
  mayRetry: boolean,
  onStart?: OnStart,
): Asking {
  const { signal, accept, clock, firstToken = 8_000, idle = 15_000, stream, endsAt } = options
  const { candidate, label, adapter, request } = link
  const answer = new Answer()
  const pass = options.breaker.enter(candidate)
  const started = clock.now()
  // Nobody comes after the last candidate: it gets what remains of the deadline.
  let left = isLast ? forever : firstToken
  let firstTokenMs: number | undefined
  let parts: AsyncIterator<readonly Part[]> | undefined
  let isRefused = false
  // It stands when the consumer leaves in the middle.
  let failure: Failure | undefined = { kind: 'aborted' }
  let action: Action
  let wait: number

  const judge = (known = answer.check(candidate.parseOutput)): Failure | undefined => {
    if (accept && (!known || ruleOf(known.kind).action === 'fail')) isRefused = !accept(answer, known?.kind)
    return known ?? (isRefused ? { kind: 'not_accepted' } : undefined)
  }

  const controller = new AbortController()
  const own = controller.signal
  let interrupt: (() => void) | undefined
  const stop = (kind: FailureKind) => {
    controller.abort(kind)
    interrupt?.()
  }
  const follow = () => stop('aborted')
  if (signal?.aborted) follow()
  signal?.addEventListener('abort', follow)
  onStart?.(stop)

  // A timer for each wait would cost more than the rest: this one looks now and then how long the wait has been.
  let asked: number
  let disarm: (() => void) | undefined
  const watch = () => {
    const now = clock.now()
    const rest = Math.min(endsAt, asked + left) - now
    if (rest < 1)
      stop(
        endsAt - now < 1 ? 'deadline' : firstTokenMs === undefined ? 'first_token_timeout' : 'idle_timeout',
      )
    else disarm = rest !== forever ? clock.after(Math.min(1_000, rest, idle), watch) : undefined
  }

  try {
    if (pass.state === 'open' && !isLast) {
      answer.usage = { inputTokens: 0, outputTokens: 0 }
      throw failureError('circuit_open')
    }
    for (;;) {
      own.throwIfAborted()
      parts ??= adapter.send(request, { signal: own, stream, isLast, clock })[Symbol.asyncIterator]()
      const next = parts.next()
      asked = clock.now()
      // SDKs and bodies may take an abort for an end, or not hear it: this hears it for them.
      const step = await new Promise<IteratorResult<readonly Part[]>>((resolve, reject) => {
        next.then(resolve, reject)
        interrupt = reject
        if (!disarm) watch()
      })
      left -= clock.now() - asked
      asked = forever
      if (step.done) break

      const events: ContentEvent[] = []
      for (const part of step.value) {
        if (answer.add(part)) {
          const isFirst = firstTokenMs === undefined
          if (isFirst) {
            firstTokenMs = clock.now() - started
            pass.alive()
          }
          left = idle
          const last = events.at(-1)
          if (part.type === 'text' && last?.type === 'text') last.text += part.text
          else if (part.type !== 'refusal' && (!options.isQuiet || (isFirst && options.hedge)))
            events.push({ ...part })
        }
      }
      if (answer.reason) left = Math.min(1_000, left)
      for (const event of events) {
        yield event
        own.throwIfAborted()
      }
    }
    parts = undefined
    failure = judge()
  } catch (error) {
    const kind: FailureKind | undefined = own.reason
    // Whatever happens after the terminal part, the answer is there.
    failure = answer.reason && kind !== 'aborted' ? judge() : kind ? { kind } : judge(classify(error))
  } finally {
    signal?.removeEventListener('abort', follow)
    disarm?.()
    if (parts) {
      // Not by `stop`: an SDK may keep this abort's error, whose stack would keep all that `stop` can reach.
      controller.abort('aborted')
      parts.return?.()?.catch(() => {})
    }
    const {
      kind,
      status = answer.status,
      code,
      requestId = answer.requestId,
      retryAfter = 0,
    }: Partial<Failure> = failure ?? {}
    const rule = ruleOf(kind)
    const record = {
      ...label,
      ok: !failure,
      kind,
      status,
      code,
      requestId,
      firstTokenMs,
      ms: clock.now() - started,
      usage: answer.usage,
      circuit: pass.state,
      alert: rule.alert,
      endedAt: Date.now(),
    }
    options.onEnd(record)

    // Where the call is over, there is nothing to decide.
    const decided =
      failure && kind !== 'aborted' && kind !== 'deadline' ? options.decide?.(failure, record) : undefined
    action =
      decided ?? (isRefused ? 'fall_back' : rule.isPatient && (isLast || retryAfter) ? 'retry' : rule.action)
    wait = retryAfter || (kind ? options.random() * jitter : 0)
    const willRetry =
      mayRetry &&
      action === 'retry' &&
      clock.now() + wait < endsAt &&
      (isLast || firstTokenMs === undefined) &&
      // The last candidates need it more.
      options.budget.take(retryAfter, isLast ? 0 : 1)
    const isClosed = pass.end(kind, willRetry ? 0 : retryAfter)
    if (action === 'retry' && !(willRetry && isClosed)) action = 'fall_back'
  }
  return { index, link, answer, failure, action, wait }
}
