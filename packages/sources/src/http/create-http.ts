import type { Json } from '@understudy/compiler'
import { answerKey, type KnownAnswer } from './answer-cache.ts'
import { Gate } from './gate.ts'
import type { Http, HttpOptions, Query } from './http.ts'
import { HTTP_DEFAULTS, type HttpSettings } from './http-settings.ts'
import { Problems } from './problems.ts'
import { type Fault, type Reply, receive } from './receive.ts'
import { RegistryError } from './registry-error.ts'
import { checkBaseUrl, requestUrl } from './request-url.ts'
import { retryAfter } from './retry-after.ts'

const MAX_REDIRECTS = 5

/**
 * Opens the connection to a registry. Nothing is sent yet.
 *
 * @throws {RegistryError} when the base URL is none, or would send the key in the clear.
 */
export function createHttp(options: HttpOptions, settings: Partial<HttpSettings> = {}): Http {
  const asked = new Asker(options, { ...HTTP_DEFAULTS, ...settings })
  return {
    async get(path, query) {
      const answer = await asked.ask(path, query)
      if (answer === undefined) throw asked.problems.notThere(path)
      return answer
    },
    find: (path, query) => asked.ask(path, query),
  }
}

class Asker {
  readonly problems: Problems
  readonly #options: HttpOptions
  readonly #settings: HttpSettings
  readonly #base: URL
  readonly #gate: Gate
  #requests = 0
  /** Why it is of no use to ask again. */
  #over: RegistryError | undefined

  constructor(options: HttpOptions, settings: HttpSettings) {
    this.#options = options
    this.#settings = settings
    this.#base = checkBaseUrl(options)
    this.problems = new Problems(options, this.#base)
    this.problems.checkHeaders()
    this.#gate = new Gate(settings.concurrency)
  }

  /** Undefined when there is no such thing. */
  ask(path: string, query?: Query): Promise<Json | undefined> {
    const url = requestUrl(this.#options.name, this.#base, path, query)
    return this.#gate.run(async () => {
      if (this.#over) throw this.#over
      try {
        return await this.#request(url, path)
      } catch (error) {
        // A registry that is out of reach, or refuses the key, does so for the thousands of requests to come.
        if (error instanceof RegistryError && (error.status ?? 401) === 401) this.#over = error
        throw error
      }
    })
  }

  async #request(url: URL, path: string): Promise<Json | undefined> {
    const { cache } = this.#settings
    const key = cache && answerKey(url, this.#options.headers)
    const known = key === undefined ? undefined : cache?.get(key)
    const { status, headers, text } = await this.#reply(url, path, known)
    if (status === 404) return undefined
    if (status === 304 && known) return this.#parse(known.text, path)
    const answer = (this.#options.clean ?? same)(this.#parse(text, path))
    const etag = headers.etag
    if (key !== undefined && etag !== undefined) cache?.set(key, { etag, text: JSON.stringify(answer) })
    return answer
  }

  /** An answer that says something: 200, 304 or 404. */
  async #reply(url: URL, path: string, known: KnownAnswer | undefined): Promise<Reply> {
    const { retries, longestWait, pause, now } = this.#settings
    for (let attempt = 0; ; attempt++) {
      const reply = await this.#follow(url, path, known)
      if (!('fault' in reply) && isAnswer(reply.status, known)) return reply
      const wait = 'fault' in reply ? undefined : retryAfter(reply.headers['retry-after'], now())
      const isLast = attempt >= retries || !mayPass(reply) || (wait !== undefined && wait > longestWait)
      if (isLast) throw this.problems.of(reply, path, wait)
      await pause(Math.max(wait ?? 0, this.#backoff(attempt)))
    }
  }

  /** Full jitter: anything between nothing and a bound that doubles. */
  #backoff(attempt: number): number {
    const { random, backoff, longestWait } = this.#settings
    return random() * Math.min(longestWait, backoff * 2 ** attempt)
  }

  /** Sends a request, and again where its answer points to, as long as that is the same registry. */
  async #follow(start: URL, path: string, known: KnownAnswer | undefined): Promise<Reply | Fault> {
    const headers = {
      accept: 'application/json',
      ...this.#options.headers,
      ...(known && { 'if-none-match': known.etag }),
    }
    let url = start
    for (let redirects = 0; ; redirects++) {
      if (++this.#requests > this.#settings.maxRequests)
        throw this.problems.tooManyRequests(this.#requests - 1)
      const reply = await receive(url, headers, this.#settings)
      if ('fault' in reply || ![301, 302, 303, 307, 308].includes(reply.status)) return reply
      const target = URL.parse(reply.headers.location ?? '', url.href)
      if (!target || redirects >= MAX_REDIRECTS) throw this.problems.endlessRedirect(path, reply.status)
      // Another host has no right to the key, and without the key it has nothing to say.
      if (target.origin !== this.#base.origin) throw this.problems.foreignRedirect(path, target, reply.status)
      url = target
    }
  }

  #parse(text: string | undefined, path: string): Json {
    try {
      return JSON.parse(text ?? '')
    } catch {
      throw this.problems.noJson(path)
    }
  }
}

function isAnswer(status: number, known: KnownAnswer | undefined): boolean {
  return status === 200 || status === 404 || (status === 304 && known !== undefined)
}

/** Whether the same request may go better a moment later. */
function mayPass(reply: Reply | Fault): boolean {
  if ('fault' in reply) return reply.fault === 'network' || reply.fault === 'idle'
  return reply.status === 408 || reply.status === 429 || reply.status >= 500
}

function same(answer: Json): Json {
  return answer
}
