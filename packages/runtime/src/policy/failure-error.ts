import type { FailureKind } from '../failure-kind.ts'

/** An error that `classify` takes at its word. */
export function failureError(kind: FailureKind, cause?: unknown): Error & { kind: FailureKind } {
  return Object.assign(new Error(kind, { cause }), { kind })
}
