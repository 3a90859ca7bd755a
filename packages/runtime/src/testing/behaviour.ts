import type { Part, SendOptions } from '../adapter.ts'
import type { FailureKind } from '../failure-kind.ts'

/** What a fake provider does with a request. */
export type Behaviour = (body: object, options: SendOptions) => AsyncIterable<readonly Part[]>

/** How an answer comes. */
export interface Pace {
  /**
   * Milliseconds to the first token.
   *
   * @default 0
   */
  firstToken?: number
  /**
   * Milliseconds from token to token.
   *
   * @default 0
   */
  between?: number
}

/** How an answer comes, and ends. */
export interface AnswerOptions extends Pace {
  /**
   * Why it ends, for instance `max_tokens` or `refusal`.
   *
   * @default 'stop'
   */
  finish?: 'stop' | FailureKind
}

/** A whole answer. Its tokens are its words. */
export function answerWith(text: string, { finish = 'stop', ...pace }: AnswerOptions = {}): Behaviour {
  const words = text.match(/\s*\S+/g) ?? []
  return async function* (_, options) {
    yield* speak(words, pace, options)
    yield [{ type: 'finish', reason: finish }]
  }
}

/** What goes with a failure. */
export interface FailOptions {
  /** Milliseconds until it shows. @default 0 */
  after?: number
  /** The provider's `Retry-After`, in seconds. */
  retryAfter?: number
}

const statuses: Partial<Record<FailureKind, number>> = {
  bad_request: 400,
  context_window: 400,
  content_filter: 400,
  auth: 401,
  quota: 429,
  not_found: 404,
  too_large: 413,
  rate_limit: 429,
  server: 503,
  overloaded: 529,
}

/** No answer: a failure of this kind, for instance `overloaded`, or of this HTTP status. */
export function failWith(
  failure: FailureKind | number,
  { after = 0, retryAfter }: FailOptions = {},
): Behaviour {
  // biome-ignore lint/correctness/useYield: it never comes to an answer
  return async function* (_, options) {
    await elapse(after, options)
    throw failureOf(failure, retryAfter)
  }
}

/** The first tokens of an answer, then nothing more; with 0, no answer at all, not even headers. */
export function stallAfter(tokens: number, pace: Pace = {}): Behaviour {
  return async function* (_, options) {
    yield* speak(wordsOf(tokens), pace, options)
    await elapse(Number.POSITIVE_INFINITY, options)
  }
}

/** The first tokens of an answer, then its connection ends as if it were whole. */
export function cutAfter(tokens: number, pace: Pace = {}): Behaviour {
  return async function* (_, options) {
    yield* speak(wordsOf(tokens), pace, options)
  }
}

/** The first tokens of an answer, then a failure. */
export function failAfter(tokens: number, failure: FailureKind | number, pace: Pace = {}): Behaviour {
  return async function* (_, options) {
    yield* speak(wordsOf(tokens), pace, options)
    throw failureOf(failure)
  }
}

function failureOf(failure: FailureKind | number, retryAfter?: number): Error {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` })
  const known =
    typeof failure === 'number' ? { status: failure } : { kind: failure, status: statuses[failure] }
  return Object.assign(new Error(`${failure}`), known, { headers })
}

function wordsOf(tokens: number): string[] {
  return Array.from({ length: tokens }, (_, index) => (index ? ` word${index + 1}` : 'word1'))
}

async function* speak(
  words: readonly string[],
  { firstToken = 0, between = 0 }: Pace,
  options: SendOptions,
): AsyncGenerator<readonly Part[], void, undefined> {
  if (!words.length) return
  await elapse(firstToken, options)
  yield [{ type: 'response', status: 200 }]
  for (const [index, text] of words.entries()) {
    if (index) await elapse(between, options)
    yield [{ type: 'text', text }]
  }
}

/** Waits on the client's clock, and ends with its signal, as a real request does. */
function elapse(ms: number, { clock, signal }: SendOptions): Promise<void> {
  if (!ms) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const end = () => {
      disarm()
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason)
      else resolve()
    }
    const disarm = clock.after(ms, end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
