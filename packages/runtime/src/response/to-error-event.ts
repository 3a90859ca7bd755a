import { CompletionError } from '../errors/completion-error.ts'
import { isUnderstudyError } from '../errors/understudy-error.ts'
import type { ErrorEvent } from './to-public-event.ts'

/** What may be told of an error. */
export function toErrorEvent(error: unknown): ErrorEvent {
  if (error instanceof CompletionError) return { type: 'error', code: error.code, kind: error.kind }
  return { type: 'error', code: isUnderstudyError(error) ? error.code : 'error' }
}
