import type { Attempt, Completion, StreamEvent } from '../completion.ts'
import { CompletionError } from '../errors/completion-error.ts'
import type { FailureKind } from '../failure-kind.ts'
import { ask } from './ask.ts'
import type { Call, Link } from './call.ts'
import { pause } from './pause.ts'

/**
 * The policy: asks one candidate after the other until one gives a whole answer, and returns that.
 *
 * @throws {CompletionError} when none does. The reason of the caller's signal when that aborts.
 */
export async function* complete(
  call: Call,
): AsyncGenerator<StreamEvent<never>, Completion<never>, undefined> {
  const { prompt, links, budget, clock, signal, deadline = 60_000, midstream, hedge, onAttempt } = call
  signal?.throwIfAborted()
  const attempts: Attempt[] = []
  const over = new AbortController()
  const end = (kind: FailureKind) => over.abort(kind)
  const onAbort = () => end('aborted')
  signal?.addEventListener('abort', onAbort)
  const disarm = clock.after(deadline, () => end('deadline'))
  const endsAt = clock.now() + deadline
  const onEnd = (record: Attempt) => {
    attempts.push(record)
    // An observer never breaks or delays a call, neither by a throw nor by a rejection.
    ;(async () => onAttempt?.(record))().catch(() => {})
  }
  const isOver = () => {
    signal?.throwIfAborted()
    return over.signal.aborted
  }

  let [candidate] = links
  let index = 0
  let isRetry = false
  /** What earlier candidates have said and this one continues. */
  let said = ''
  budget.earn()

  try {
    for (;;) {
      const second = links[index + 1]
      const start = (link: Link, index: number, mayRetry: boolean) => (signal: AbortSignal) =>
        ask({ ...call, link, index, isLast: !second, mayRetry, signal, endsAt, onEnd })
      const first = start(candidate, index, !isRetry)
      const asked = yield* hedge && second && !said
        ? hedge(first, start(second, index + 1, false), over.signal, clock)
        : first(over.signal)

      const { link, answer, failure, action, wait } = asked
      const { data, toolCalls, usage } = answer
      const text = said + answer.text
      if (!failure) {
        return {
          text,
          data,
          toolCalls,
          finishReason: toolCalls.length ? 'tool_calls' : 'stop',
          rawFinishReason: answer.finish?.code,
          usage,
          servedBy: link.candidate,
          attempts,
          request: link.request,
        }
      }

      const giveUp = (code: CompletionError['code']) =>
        new CompletionError(prompt, code, {
          ...failure,
          ...(code === 'deadline' && { kind: code }),
          attempts,
          partial: text || answer.refusal,
        })
      const isFirm = text || toolCalls.length
      if (isOver()) throw giveUp('deadline')
      if (action === 'fail') throw giveUp('rejected')
      if (isFirm && midstream === 'fail') throw giveUp('interrupted')
      isRetry = action === 'retry'
      if (isRetry) await pause(clock, wait, over.signal)
      else index = asked.index + 1
      const next = links[index]
      if (!next) throw giveUp('exhausted')

      const request = typeof midstream === 'function' && midstream(next, text, answer)
      candidate = request ? { ...next, request } : next
      said = request ? text : ''
      if (request || isFirm || answer.reasoned) {
        const type = request ? 'seam' : 'reset'
        yield { type, from: link.candidate, to: next.candidate, reason: failure.kind }
      }
      if (isOver()) throw giveUp('deadline')
    }
  } finally {
    disarm()
    signal?.removeEventListener('abort', onAbort)
  }
}
