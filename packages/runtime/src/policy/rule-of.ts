import type { FailureKind } from '../failure-kind.ts'

/** What the policy does about a failure: ask the next candidate, or give up. */
export type Action = 'fall_back' | 'fail'

const actions: Record<FailureKind, Action> = {
  connection: 'fall_back',
  first_token_timeout: 'fall_back',
  idle_timeout: 'fall_back',
  deadline: 'fail',
  aborted: 'fail',
  auth: 'fall_back',
  quota: 'fall_back',
  not_found: 'fall_back',
  rate_limit: 'fall_back',
  overloaded: 'fall_back',
  server: 'fall_back',
  too_large: 'fall_back',
  bad_request: 'fail',
  context_window: 'fall_back',
  content_filter: 'fail',
  refusal: 'fail',
  empty: 'fall_back',
  max_tokens: 'fail',
  truncated: 'fall_back',
  malformed: 'fall_back',
  invalid_output: 'fail',
}

/** The action for a kind of failure. */
export function decide(kind: FailureKind): Action {
  return actions[kind]
}
