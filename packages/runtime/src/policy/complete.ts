import type { Attempt, Completion, ContentEvent, StreamEvent } from '../completion.ts'
import { CompletionError } from '../errors/completion-error.ts'
import type { FailureKind } from '../failure-kind.ts'
import { type Asked, type Asking, ask } from './ask.ts'
import type { Call } from './call.ts'
import { pause } from './pause.ts'
import { ruleOf } from './rule-of.ts'

/**
 * The policy: asks one candidate after the other until one gives a whole answer, and returns that.
 *
 * @throws {CompletionError} when none does. The reason of the caller's signal when that aborts.
 */
export async function* complete(
  call: Call,
): AsyncGenerator<StreamEvent<never>, Completion<never>, undefined> {
  const { signal, clock, deadline, midstream, hedge, onAttempt } = call
  signal?.throwIfAborted()
  const attempts: Attempt[] = []
  const over = new AbortController()
  const end = (kind: FailureKind) => over.abort(kind)
  const onAbort = () => end('aborted')
  signal?.addEventListener('abort', onAbort)
  const disarm = clock.after(deadline, () => end('deadline'))
  const endsAt = clock.now() + deadline
  const onEnd = (record: Attempt) => {
    if (record.kind && ruleOf(record.kind).alert) record.alert = true
    attempts.push(record)
    // An observer never breaks or delays a call, neither by a throw nor by a rejection.
    new Promise((resolve) => resolve(onAttempt?.(record))).catch(() => {})
  }
  const isOver = () => {
    signal?.throwIfAborted()
    return over.signal.aborted
  }

  const links = [...call.links]
  let index = 0
  let isRetry = false
  /** What earlier candidates have said and this one continues. */
  let said = ''
  call.budget.earn()

  try {
    for (;;) {
      const isLast = index === links.length - 1
      const start = (at: number, mayRetry: boolean) => (signal: AbortSignal) => {
        const link = links[at] ?? call.links[0]
        return ask(call, { link, index: at, isLast, mayRetry, signal, end: endsAt, onEnd })
      }
      const first = start(index, !isRetry)
      const events =
        hedge && !isLast && !said
          ? hedge(first, start(index + 1, false), over.signal, clock)
          : first(over.signal)

      const held: ContentEvent[] = []
      const asked = midstream === 'buffer' ? await hold(events, held) : yield* events
      const { link, answer, failure, action, wait } = asked
      const { data, toolCalls, usage } = answer
      const text = said + answer.text
      const isFirm = midstream !== 'buffer' && !!(text || toolCalls.length)
      const pastDeadline = isOver()
      if (!failure) {
        yield* held
        return {
          text,
          // Its type is what the candidate's validator vouches for.
          data: data as never,
          toolCalls,
          finishReason: toolCalls.length ? 'tool_calls' : 'stop',
          rawFinishReason: answer.finish?.code,
          usage,
          servedBy: link.candidate,
          attempts,
          request: link.request,
        }
      }

      const { kind, cause } = failure
      const giveUp = (code: CompletionError['code']) =>
        new CompletionError(call.prompt, code, {
          kind: code === 'deadline' ? code : kind,
          attempts,
          partial: text || answer.refusal,
          cause,
        })
      if (pastDeadline) throw giveUp('deadline')
      if (action === 'fail') throw giveUp('rejected')
      if (isFirm && midstream === 'fail') throw giveUp('interrupted')
      isRetry = action === 'retry'
      if (isRetry) await pause(clock, wait, over.signal)
      else index = asked.index + 1
      const next = call.links[index]
      if (!next) throw giveUp('exhausted')

      const passage = { from: link.candidate, to: next.candidate, reason: kind }
      const request = typeof midstream === 'function' ? midstream(next, text, answer) : undefined
      links[index] = request ? { ...next, request } : next
      if (request) yield { type: 'seam', ...passage }
      else if (isFirm || (answer.reasoned && midstream !== 'buffer')) yield { type: 'reset', ...passage }
      said = request ? text : ''
      if (isOver()) throw giveUp('deadline')
    }
  } finally {
    disarm()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Keeps the content back. */
async function hold(events: Asking, held: ContentEvent[]): Promise<Asked> {
  for (;;) {
    const { done, value } = await events.next()
    if (done) return value
    held.push(value)
  }
}
