import type { Attempt } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import { UnderstudyError } from './understudy-error.ts'

/** What a `CompletionError` is made of. */
export interface CompletionErrorDetails {
  kind: FailureKind
  attempts: Attempt[]
  partial: string
  cause?: unknown
}

/**
 * No whole answer could be given. The message names the prompt and every attempt; it never holds
 * keys, headers or bodies.
 *
 * @example
 * ```ts
 * try {
 *   await client.run(ragQa, { question })
 * } catch (error) {
 *   if (error instanceof CompletionError && error.kind === 'max_tokens') return error.partial
 *   throw error
 * }
 * ```
 */
export class CompletionError extends UnderstudyError {
  override readonly name = 'CompletionError'
  override readonly code: /** Every candidate was tried. */
    | 'exhausted'
    /** A failure that another candidate is not asked to repair, for instance a bad request. */
    | 'rejected'
    /** `midstream: 'fail'`, and the candidate failed after visible text. */
    | 'interrupted'
    /** The deadline passed. */
    | 'deadline'
  /** Why the last attempt failed. */
  readonly kind: FailureKind
  /** Every attempt in order. */
  readonly attempts: Attempt[]
  /** What the last candidate had written before it failed, also the wording of a refusal. Absent when nothing. */
  declare readonly partial?: string

  constructor(prompt: string, code: CompletionError['code'], details: CompletionErrorDetails) {
    const { kind, attempts, partial } = details
    const what = code === 'exhausted' ? 'no candidate answered' : code
    super(`${prompt}: ${what}. ${attempts.map(describe).join('; ')}`, details)
    this.code = code
    this.kind = kind
    this.attempts = attempts
    if (partial) this.partial = partial
  }
}

function describe({ environment, provider, model, kind, status, code, ms }: Attempt): string {
  const what = [kind, status !== 200 && status, code].filter(Boolean).join(' ')
  return `${environment} (${provider} ${model}): ${what} after ${Math.round(ms)} ms`
}
