import type { Adapter } from '../adapter.ts'
import { attempt } from '../attempt.ts'
import type { Clock } from '../clock.ts'
import type { Attempt, CandidateId, Completion, StreamEvent } from '../completion.ts'
import { CompletionError } from '../errors/completion-error.ts'
import type { FailureKind } from '../failure-kind.ts'
import type { Candidate } from '../prompt.ts'
import { decide } from './decide.ts'

/** One candidate of the chain, ready to be asked. */
export interface Link {
  candidate: CandidateId
  adapter: Adapter
  request: object
  parseOutput: Candidate['parseOutput']
}

/** One call of `run` or `stream`. */
export interface Call {
  /** The prompt's name. */
  prompt: string
  /** In order, primary first. */
  links: readonly [Link, ...Link[]]
  /** The caller's. */
  signal: AbortSignal | undefined
  /** Milliseconds. */
  firstToken: number
  /** Milliseconds. */
  idle: number
  /** Milliseconds. */
  deadline: number
  midstream: 'restart' | 'fail'
  /** Whether to ask the providers for streams. */
  stream: boolean
  clock: Clock
  onAttempt: ((attempt: Attempt) => unknown) | undefined
}

/**
 * The policy: asks one candidate after the other until one gives a whole answer, and returns that.
 *
 * @throws {CompletionError} when none does. The reason of the caller's signal when that aborts.
 */
export async function* complete(call: Call): AsyncGenerator<StreamEvent<never>, Completion<never>, undefined> {
  const { links, signal, clock, deadline, firstToken, midstream, onAttempt } = call
  signal?.throwIfAborted()
  const attempts: Attempt[] = []
  const over = new AbortController()
  const end = (kind: FailureKind) => over.abort(kind)
  const onAbort = () => end('aborted')
  signal?.addEventListener('abort', onAbort)
  const disarm = clock.after(deadline, () => end('deadline'))
  const onEnd = (record: Attempt) => {
    attempts.push(record)
    // An observer never breaks or delays a call, neither by a throw nor by a rejection.
    new Promise((resolve) => resolve(onAttempt?.(record))).catch(() => {})
  }

  const isOver = () => {
    signal?.throwIfAborted()
    return over.signal.aborted
  }

  try {
    let [link, ...rest] = links
    for (;;) {
      const next = rest.shift()
      const { answer, failure } = yield* attempt({
        ...call,
        ...link,
        signal: over.signal,
        // Nobody comes after the last candidate: it gets what remains of the deadline.
        firstToken: next ? firstToken : Number.POSITIVE_INFINITY,
        onEnd,
      })
      const { text, data, toolCalls, usage } = answer
      const pastDeadline = isOver()
      if (!failure) {
        return {
          text,
          // Its type is what the candidate's validator vouches for.
          data: data as never,
          toolCalls,
          finishReason: toolCalls.length ? 'tool_calls' : 'stop',
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
      if (decide(kind) === 'fail') throw giveUp('rejected')
      if (text && midstream === 'fail') throw giveUp('interrupted')
      if (!next) throw giveUp('exhausted')
      if (text) yield { type: 'reset', from: link.candidate, to: next.candidate, reason: kind }
      if (isOver()) throw giveUp('deadline')
      link = next
    }
  } finally {
    disarm()
    signal?.removeEventListener('abort', onAbort)
  }
}
