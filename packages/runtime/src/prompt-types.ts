import type { Prompt } from './prompt.ts'

type CandidateOf<P extends Prompt> = P['chain'][number]

type RequestOf<P extends Prompt> = CandidateOf<P>['request']

/** The variables that all candidates of a prompt need together. */
export type VariablesOf<P extends Prompt> = [RequestOf<P>] extends [
  (variables: infer Variables, options: never) => unknown,
]
  ? Variables
  : never

/** What all candidates of a prompt take beside the variables, together. */
type OptionsOf<P extends Prompt> = [RequestOf<P>] extends [
  (variables: never, options: infer Options) => unknown,
]
  ? NonNullable<Options>
  : never

/** The history that a prompt takes: `never` unless every candidate has a place for it. */
export type HistoryOf<P extends Prompt> = [CandidateOf<P>['history']] extends [true]
  ? OptionsOf<P> extends { history?: infer History }
    ? History
    : never
  : never

/**
 * The media that a prompt needs, by slot: `never` when it has no slots. Also of any prompt, so that a call that does not
 * fit the client is told so, and not that it lacks options.
 */
export type MediaOf<P extends Prompt> = [OptionsOf<P>] extends [never]
  ? never
  : OptionsOf<P> extends { media: infer Media }
    ? Media
    : never

/** The environments of a prompt's chain, for instance `'prod' | 'fallback'`. */
export type EnvironmentOf<P extends Prompt> = CandidateOf<P>['environment']

/** The type of `data`: what the output schema allows; `undefined` from candidates without one. */
export type DataOf<P extends Prompt> =
  CandidateOf<P> extends infer Candidate
    ? Candidate extends { parseOutput(value: unknown): infer Parsed }
      ? Parsed extends { data: infer Data }
        ? Data
        : never
      : undefined
    : never
