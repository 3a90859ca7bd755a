import { UnderstudyError } from './understudy-error.ts'

/** What does not fit. */
type UsageErrorCode =
  /** The prompt has no candidate. */
  | 'empty_chain'
  /** The client has no adapter for a candidate's provider that speaks its api. */
  | 'missing_provider'
  /** A candidate's template has no history placeholder: the history would be lost. */
  | 'history_unsupported'

/** The call does not fit the prompt. Thrown before any request is made. */
export class UsageError extends UnderstudyError<UsageErrorCode> {
  override readonly name = 'UsageError'
}
