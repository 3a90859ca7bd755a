import type { FailureKind } from '../failure-kind.ts'

/** What the policy does about a failure: ask the same candidate once more, ask the next one, or give up. */
export type Action = 'retry' | 'fall_back' | 'fail'

/** What a circuit stands for, as its place among those of a candidate: its provider, model and key. */
export type Scope = typeof PROVIDER | typeof MODEL | typeof KEY

const PROVIDER = 0
const MODEL = 1
const KEY = 2

/** What a kind of failure means. */
export interface Rule {
  action: Action
  /** Whose circuit it counts against. Absent when the caller caused it, or nobody. */
  scope?: Scope
  /** One is enough to open the circuit, for it will not heal by itself. */
  atOnce?: boolean
  /** Somebody has to act, and a fallback that works must not hide it. */
  alert?: true
  /** Worth a retry where the provider says when, or nobody else can be asked. */
  isPatient?: true
}

const fallBack: Rule = { action: 'fall_back' }
const fail: Rule = { action: 'fail' }
const unwell: Rule = { ...fallBack, scope: MODEL }
const patient: Rule = { ...unwell, isPatient: true }
const transient: Rule = { ...unwell, action: 'retry' }
const missing: Rule = { ...unwell, atOnce: true, alert: true }
const locked: Rule = { ...missing, scope: KEY }

/** Kinds that say nothing about the provider, and that another candidate may not have. */
type FallsBack =
  | 'too_large'
  | 'context_window'
  | 'empty'
  | 'not_accepted'
  | 'circuit_open'
  | 'overload_shed'
  | 'unneeded'

const rules: Record<Exclude<FailureKind, FallsBack>, Rule> = {
  aborted: fail,
  deadline: fail,
  bad_request: fail,
  content_filter: fail,
  refusal: fail,
  max_tokens: fail,
  invalid_output: fail,
  first_token_timeout: unwell,
  idle_timeout: unwell,
  truncated: patient,
  outrun: unwell,
  rate_limit: patient,
  overloaded: transient,
  server: transient,
  malformed: transient,
  connection: { ...transient, scope: PROVIDER },
  certificate: { ...unwell, scope: PROVIDER, alert: true },
  not_found: missing,
  auth: locked,
  quota: locked,
}

/** The rule for a kind of failure. Without one there is nobody to blame. */
export function ruleOf(kind: FailureKind | undefined): Rule {
  return (rules as Partial<Record<string, Rule>>)[kind ?? ''] ?? fallBack
}
