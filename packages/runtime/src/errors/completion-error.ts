import type { Attempt } from '../completion.ts'
import type { FailureKind } from '../failure-kind.ts'
import { UnderstudyError } from './understudy-error.ts'

/** How a call ended. */
type CompletionErrorCode =
  /** Every candidate was tried. */
  | 'exhausted'
  /** A failure that another candidate is not asked to repair, for instance a bad request. */
  | 'rejected'
  /** `midstream: 'fail'`, and the candidate failed after visible text. */
  | 'interrupted'
  /** The deadline passed. */
  | 'deadline'

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
export class CompletionError extends UnderstudyError<CompletionErrorCode> {
  override readonly name = 'CompletionError'
  /** Why the last attempt failed. */
  declare readonly kind: FailureKind
  /** Every attempt in order. */
  declare readonly attempts: Attempt[]
  /** What the last candidate had written before it failed, also the wording of a refusal. Absent when nothing. */
  declare readonly partial?: string

  constructor(prompt: string, code: CompletionErrorCode, details: CompletionErrorDetails) {
    const { kind, attempts, partial } = details
    super(code, `${prompt}: no answer (${code}). ${attempts.map(describe).join('; ')}`, details)
    this.kind = code === 'deadline' ? code : kind
    this.attempts = attempts
    if (partial) this.partial = partial
  }
}

function describe({ environment, provider, model, kind, status, code, ms }: Attempt): string {
  const what = [kind, status, code].filter(Boolean).join(' ')
  return `${environment} (${provider} ${model}): ${what} after ${Math.round(ms)} ms`
}
