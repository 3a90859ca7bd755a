import { UnderstudyError } from './understudy-error.ts'

/** The call does not fit the prompt. Thrown before any request is made. */
export class UsageError extends UnderstudyError {
  override readonly name = 'UsageError'
  override readonly code: /** The prompt has no candidate. */
    | 'empty_chain'
    /** The client has no adapter for a candidate's provider. */
    | 'missing_provider'
    /** The provider's adapter speaks another api than the candidate's request is written in. */
    | 'wrong_api'
    /** A candidate's template has no history placeholder: the history would be lost. */
    | 'history_unsupported'

  constructor(code: UsageError['code'], message: string) {
    super(message)
    this.code = code
  }
}
