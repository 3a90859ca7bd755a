/** Why an attempt failed. */
export type FailureKind =
  /** DNS, refused, reset before an answer, TLS; also an error of the client that says no more. */
  | 'connection'
  /** The server's certificate does not hold. */
  | 'certificate'
  /** No content within the first-token limit. */
  | 'first_token_timeout'
  /** No content within the idle limit, after the first. */
  | 'idle_timeout'
  /** The whole call's deadline. */
  | 'deadline'
  /** The caller's signal. */
  | 'aborted'
  /** 401 or 403. */
  | 'auth'
  /** 402, or a spent quota behind a 429. */
  | 'quota'
  /** 404: no such model. */
  | 'not_found'
  /** 429. */
  | 'rate_limit'
  /** 529, or an overload reported in the stream. */
  | 'overloaded'
  /** 408, 409, 5xx and any status without a kind of its own; an error in the stream. */
  | 'server'
  /** 413. */
  | 'too_large'
  /** 400 or 422. */
  | 'bad_request'
  /** The prompt does not fit the model's context window. */
  | 'context_window'
  /** The provider's filter removed the answer. */
  | 'content_filter'
  /** The model refused. */
  | 'refusal'
  /** A complete answer with nothing in it. */
  | 'empty'
  /** The answer ran into the token limit. */
  | 'max_tokens'
  /** The answer broke off, ended without its terminal event, or for a reason that does not make it whole. */
  | 'truncated'
  /** Not the api's format: HTML, an empty body, broken JSON. */
  | 'malformed'
  /** The answer is not what the template's output schema asks for. */
  | 'invalid_output'
  /** `accept` did not take the answer. */
  | 'not_accepted'
  /** No request was made: the candidate had failed too often just before. */
  | 'circuit_open'
  /** No request was made: as many as allowed were under way at the provider. */
  | 'overload_shed'
  /** Another candidate, asked later because this one was slow, was faster. */
  | 'outrun'
  /** The candidate before it was slow, but gave content after all, or failed for good. */
  | 'unneeded'
