import type { Adapter, Part, SendOptions } from './adapter.ts'
import { Answer } from './answer.ts'
import type { Attempt, CandidateId, ContentEvent } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import type { CircuitState } from './policy/breaker.ts'
import { classify, type Failure } from './policy/classify.ts'

/** One request to be made of one candidate. */
export interface AttemptOptions extends SendOptions {
  candidate: CandidateId
  adapter: Adapter
  request: object
  /** For the trace. */
  circuit: CircuitState
  /** Says why an answer is none; `failure` is what is known to be wrong with it. */
  judge(answer: Answer, failure: Failure | undefined): Failure | undefined
  /** Ends the attempt; its reason is a `FailureKind`. */
  signal: AbortSignal
  /** Milliseconds until the first content. */
  firstToken: number
  /** Milliseconds from content to content. */
  idle: number
  /** Called at the first content. */
  onContent(): void
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
  circuit,
  judge,
  signal,
  firstToken,
  idle,
  stream,
  clock,
  onContent,
  onEnd,
}: AttemptOptions): AsyncGenerator<ContentEvent, Outcome, undefined> {
  const record: Attempt = { ...candidate, ok: false, ms: 0, usage: 'unknown', circuit }
  const answer = new Answer()
  const started = clock.now()
  // It stands when the consumer leaves in the middle.
  const gone: Failure = { kind: 'aborted' }
  let failure: Failure | undefined = gone
  let left = firstToken

  const controller = new AbortController()
  const stop = (kind: FailureKind) => controller.abort(kind)
  const follow = () => stop(signal.reason)
  signal.addEventListener('abort', follow)
  let interrupt: (() => void) | undefined
  controller.signal.addEventListener('abort', () => interrupt?.())
  let parts: AsyncIterator<readonly Part[]> | undefined

  try {
    if (signal.aborted) follow()
    controller.signal.throwIfAborted()
    parts = adapter.send(request, { signal: controller.signal, stream, clock })[Symbol.asyncIterator]()
    for (;;) {
      const next = parts.next()
      const asked = clock.now()
      const disarm = clock.after(left, () =>
        stop(record.firstTokenMs === undefined ? 'first_token_timeout' : 'idle_timeout'),
      )
      // SDKs and bodies may take an abort for an end, or not hear it: this hears it for them.
      const step = await new Promise<IteratorResult<readonly Part[]>>((resolve, reject) => {
        interrupt = reject
        next.then(resolve, reject)
      }).finally(disarm)
      left -= clock.now() - asked
      if (step.done) break

      const events: ContentEvent[] = []
      for (const part of step.value) {
        if (part.type === 'response') {
          record.status = part.status
          if (part.requestId) record.requestId = part.requestId
        } else if (answer.add(part)) {
          if (record.firstTokenMs === undefined) {
            record.firstTokenMs = clock.now() - started
            onContent()
          }
          left = idle
          const last = events.at(-1)
          if (part.type === 'text' && last?.type === 'text') last.text += part.text
          else if (part.type === 'text' || part.type === 'tool' || part.type === 'reasoning') {
            events.push({ ...part })
          }
        }
      }
      if (answer.finish) left = Math.min(left, linger)
      for (const event of events) {
        yield event
        controller.signal.throwIfAborted()
      }
      controller.signal.throwIfAborted()
    }
    parts = undefined
    failure = judge(answer, answer.failure)
  } catch (error) {
    const kind: FailureKind | undefined = controller.signal.reason
    // Whatever happens after the terminal part, the answer is there.
    const isWhole = answer.finish && kind !== 'aborted'
    failure = kind && !isWhole ? { kind } : judge(answer, isWhole ? answer.failure : classify(error))
  } finally {
    signal.removeEventListener('abort', follow)
    if (parts) {
      stop('aborted')
      parts.return?.()?.catch(() => {})
    }
    if (failure === gone && signal.aborted) gone.kind = signal.reason
    record.ok = !failure
    record.ms = clock.now() - started
    record.usage = answer.usage
    if (failure) {
      record.kind = failure.kind
      if (failure.status) record.status = failure.status
      if (failure.code) record.code = failure.code
      if (failure.requestId) record.requestId = failure.requestId
    }
    onEnd(record)
  }
  return { answer, failure, record }
}
