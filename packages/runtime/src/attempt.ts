import type { Adapter, Part, SendOptions } from './adapter.ts'
import { Answer } from './answer.ts'
import type { Attempt, CandidateId, ContentEvent } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import type { Pass } from './policy/breaker.ts'
import { classify, type Failure } from './policy/classify.ts'
import { ruleOf } from './policy/rule-of.ts'

/** One request to be made of one candidate. */
export interface AttemptOptions extends SendOptions {
  candidate: CandidateId
  adapter: Adapter
  request: object
  /** The leave of its circuit. */
  pass: Pick<Pass, 'state' | 'alive'>
  /** Says why an answer is none; `failure` is what went wrong before it ended. */
  judge(answer: Answer, failure?: Failure): Failure | undefined
  /** Ends the attempt; its reason is a `FailureKind`. */
  signal: AbortSignal
  /** Milliseconds until the first content. */
  firstToken?: number
  /** Milliseconds from content to content. */
  idle?: number
  /** Called when the attempt has ended, however it ended. */
  onEnd(attempt: Attempt): void
}

/** How long to wait for what may follow the terminal part, such as usage, in milliseconds. */
const linger = 1_000

/** What an attempt brought. */
export interface Outcome {
  answer: Answer
  /** Absent when the answer is whole. */
  failure: Failure | undefined
  /** For the trace. */
  record: Attempt
}

/**
 * Makes one request to one candidate and reads its answer: yields the content as it comes, returns the outcome.
 *
 * The limits run while it waits for the provider, not while its consumer is busy. However it ends, its request is
 * over then, and no timer or listener is left.
 */
export async function* attempt({
  candidate,
  adapter,
  request,
  pass,
  judge,
  signal,
  firstToken = 8_000,
  idle = 15_000,
  stream,
  clock,
  onEnd,
}: AttemptOptions): AsyncGenerator<ContentEvent, Outcome, undefined> {
  const answer = new Answer()
  const started = clock.now()
  let left = firstToken
  let firstTokenMs: number | undefined
  let response: Partial<Part & { type: 'response' }> = {}
  let record: Attempt
  let parts: AsyncIterator<readonly Part[]> | undefined
  // It stands when the consumer leaves in the middle.
  let failure: Failure | undefined = {
    get kind() {
      return signal.reason ?? 'aborted'
    },
  }

  const controller = new AbortController()
  const own = controller.signal
  const stop = (kind: FailureKind) => controller.abort(kind)
  const follow = () => stop(signal.reason)
  signal.addEventListener('abort', follow)

  try {
    if (signal.aborted) follow()
    for (;;) {
      own.throwIfAborted()
      parts ??= adapter.send(request, { signal: own, stream, clock })[Symbol.asyncIterator]()
      const next = parts.next()
      const asked = clock.now()
      const disarm = clock.after(left, () =>
        stop(firstTokenMs === undefined ? 'first_token_timeout' : 'idle_timeout'),
      )
      // SDKs and bodies may take an abort for an end, or not hear it: this hears it for them.
      const step = await new Promise<IteratorResult<readonly Part[]>>((resolve, reject) => {
        own.onabort = reject
        next.then(resolve, reject)
      }).finally(disarm)
      left -= clock.now() - asked
      if (step.done) break

      const events: ContentEvent[] = []
      for (const part of step.value) {
        if (part.type === 'response') response = part
        else if (answer.add(part)) {
          if (firstTokenMs === undefined) {
            firstTokenMs = clock.now() - started
            pass.alive()
          }
          left = idle
          const last = events.at(-1)
          if (part.type === 'text' && last?.type === 'text') last.text += part.text
          else if (part.type !== 'refusal') events.push({ ...part })
        }
      }
      if (answer.finish) left = Math.min(left, linger)
      for (const event of events) {
        yield event
        own.throwIfAborted()
      }
    }
    parts = undefined
    failure = judge(answer)
  } catch (error) {
    const kind: FailureKind | undefined = own.reason
    // Whatever happens after the terminal part, the answer is there.
    if (answer.finish && kind !== 'aborted') failure = judge(answer)
    else failure = kind ? { kind } : judge(answer, classify(error))
  } finally {
    signal.removeEventListener('abort', follow)
    if (parts) {
      stop('aborted')
      parts.return?.()?.catch(() => {})
    }
    const {
      kind,
      status = response.status,
      code,
      requestId = response.requestId,
    }: Partial<Failure> = failure ?? {}
    record = {
      ...candidate,
      ok: !failure,
      kind,
      status,
      code,
      requestId,
      firstTokenMs,
      ms: clock.now() - started,
      usage: answer.usage,
      circuit: pass.state,
      ...(ruleOf(kind).alert && { alert: true }),
    }
    onEnd(record)
  }
  return { answer, failure, record }
}
