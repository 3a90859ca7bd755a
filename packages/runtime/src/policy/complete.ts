import type { Attempt, Completion, StreamEvent } from '../completion.ts'
import { CompletionError } from '../errors/completion-error.ts'
import { type Asked, ask } from './ask.ts'
import type { Call } from './call.ts'
import { pause } from './pause.ts'

/**
 * The policy: asks one candidate after the other until one gives a whole answer. The last event is `done`; by then
 * nothing is left of the call.
 *
 * @throws {CompletionError} when none does. The reason of the caller's signal when that aborts.
 */
export async function* complete(call: Call): AsyncGenerator<StreamEvent<never>, void, undefined> {
  const { deadline = 60_000, input, links, clock, signal, midstream, hedge, onAttempt, recorder } = call
  signal?.throwIfAborted()
  const attempts: Attempt[] = []
  const endsAt = clock.now() + deadline
  // An observer never breaks or delays a call, neither by a throw nor by a rejection.
  const quietly = async (observe: () => unknown) => {
    try {
      await observe()
    } catch {}
  }
  const onEnd = (record: Attempt) => {
    attempts.push(record)
    if (onAttempt) quietly(() => onAttempt(record))
  }
  const asker = { ...call, endsAt, onEnd }

  let link = links[0]
  let index = 0
  let isRetry = false
  /** What earlier candidates have said and this one continues. */
  let said = ''
  let completion: Completion<never> | undefined
  let error: CompletionError | undefined
  call.budget.earn()

  try {
    for (;;) {
      const second = links[index + 1]
      const asked: Asked = yield* hedge && second && !said
        ? hedge(
            (onStart) => ask(asker, link, index, false, !isRetry, onStart),
            (onStart) => ask(asker, second, index + 1, false, false, onStart),
            clock,
          )
        : ask(asker, link, index, !second, !isRetry)

      const { answer, failure, action, wait } = asked
      const { data, toolCalls, usage } = answer
      const text = said + answer.text
      link = asked.link
      if (!failure) {
        completion = {
          id: input.id,
          text,
          data,
          toolCalls,
          finishReason: toolCalls.length ? 'tool_calls' : 'stop',
          rawFinishReason: answer.code,
          usage,
          servedBy: link.label,
          attempts,
          request: link.request,
        }
        break
      }

      const giveUp = (code: CompletionError['code']) => {
        signal?.throwIfAborted()
        error = new CompletionError(input.prompt.name, failure.kind === 'deadline' ? failure.kind : code, {
          ...failure,
          attempts,
          partial: text || answer.refusal,
        })
        return error
      }
      const isFirm = text || toolCalls.length
      if (action === 'fail') throw giveUp('rejected')
      if (isFirm && midstream === 'fail') throw giveUp('interrupted')
      isRetry = action === 'retry'
      if (isRetry) await pause(clock, wait, signal)
      else index = asked.index + 1
      const next = links[index]
      if (!next) throw giveUp('exhausted')

      const request = typeof midstream === 'function' && midstream(next, text, answer)
      said = request ? text : ''
      if (request || isFirm || answer.reasoned) {
        const type = request ? 'seam' : 'reset'
        yield { type, from: link.label, to: next.label, reason: failure.kind }
      }
      signal?.throwIfAborted()
      if (clock.now() >= endsAt) throw giveUp('deadline')
      link = request ? { ...next, request } : next
    }
  } finally {
    if (recorder) {
      quietly(() =>
        recorder.record({
          ...input,
          candidate: link.candidate,
          request: link.request,
          completion,
          error,
          attempts,
          endedAt: Date.now(),
        }),
      )
    }
  }
  yield { type: 'done', result: completion }
}
