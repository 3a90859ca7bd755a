import { UnderstudyError } from '../errors/understudy-error.ts'

/** Why a history cannot be converted. */
type HistoryErrorCode =
  /** The api cannot carry a part, for instance audio. */
  | 'unsupported_part'
  /** A message has the shape of none of the formats. */
  | 'unknown_message'
  /** The converter was not given the api's format. */
  | 'missing_format'

/** A history cannot be converted for an api. Thrown before any request is made. */
export class HistoryError extends UnderstudyError<HistoryErrorCode> {
  override readonly name = 'HistoryError'
  /** The api that the history was converted for. */
  readonly api: string
  /** The message's place in the history, from 0. Absent for `missing_format`. */
  declare readonly index?: number

  constructor(code: HistoryErrorCode, api: string, message: string, index?: number) {
    super(code, index === undefined ? message : `history[${index}]: ${message}`)
    this.api = api
    if (index !== undefined) this.index = index
  }
}
