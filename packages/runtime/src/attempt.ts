import type { Adapter, Part, SendOptions } from './adapter.ts'
import { Answer } from './answer.ts'
import type { Attempt, CandidateId } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import { classify, type Failure } from './policy/classify.ts'
import type { Candidate } from './prompt.ts'

/** One request to be made of one candidate. */
export interface AttemptOptions extends SendOptions {
  candidate: CandidateId
  adapter: Adapter
  request: object
  parseOutput: Candidate['parseOutput']
  /** Ends the attempt; its reason is a `FailureKind`. */
  signal: AbortSignal
  /** Milliseconds until the first content. */
  firstToken: number
  /** Milliseconds from content to content. */
  idle: number
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
}

/**
 * Makes one request to one candidate and reads its answer: yields the text as it comes, returns the outcome.
 *
 * The limits run while it waits for the provider, not while its consumer is busy. However it ends, its request is
 * over then, and no timer or listener is left.
 */
export async function* attempt({
  candidate,
  adapter,
  request,
  parseOutput,
  signal,
  firstToken,
  idle,
  stream,
  clock,
  onEnd,
}: AttemptOptions): AsyncGenerator<{ type: 'text'; text: string }, Outcome, undefined> {
  const record: Attempt = { ...candidate, ok: false, ms: 0, usage: 'unknown' }
  const answer = new Answer()
  const started = clock.now()
  // It stands when the consumer leaves in the middle.
  let failure: Failure | undefined = { kind: 'aborted' }
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

      let text = ''
      for (const part of step.value) {
        if (part.type === 'response') {
          record.status = part.status
          if (part.requestId) record.requestId = part.requestId
        } else if (answer.add(part)) {
          record.firstTokenMs ??= clock.now() - started
          left = idle
          if (part.type === 'text') text += part.text
        }
      }
      if (answer.finish) left = Math.min(left, linger)
      if (text) yield { type: 'text', text }
      controller.signal.throwIfAborted()
    }
    parts = undefined
    failure = answer.failure ?? answer.parse(parseOutput)
  } catch (error) {
    const kind: FailureKind | undefined = controller.signal.reason
    // Whatever happens after the terminal part, the answer is there.
    if (answer.finish && kind !== 'aborted') failure = answer.failure ?? answer.parse(parseOutput)
    else failure = kind ? { kind } : classify(error)
  } finally {
    signal.removeEventListener('abort', follow)
    if (parts) {
      stop('aborted')
      parts.return?.()?.catch(() => {})
    }
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
  return { answer, failure }
}
