import type { Prompt } from './prompt.ts'

type RequestOf<P extends Prompt> = P['chain'][number]['request']

/** The variables that all candidates of a prompt need together. */
export type VariablesOf<P extends Prompt> = [RequestOf<P>] extends [
  (variables: infer Variables, options?: never) => unknown,
]
  ? Variables
  : never

type TakesHistory<Request> = Request extends (variables: never, options?: infer Options) => unknown
  ? 'history' extends keyof NonNullable<Options>
    ? true
    : false
  : never

/** The history that a prompt takes: `never` unless every candidate has a place for it. */
export type HistoryOf<P extends Prompt> = [TakesHistory<RequestOf<P>>] extends [true]
  ? [RequestOf<P>] extends [(variables: never, options?: { history?: infer History }) => unknown]
    ? History
    : never
  : never
