import type { HttpOptions } from './http.ts'
import { reasonOf } from './reason-of.ts'
import type { Fault, Reply } from './receive.ts'
import { RegistryError } from './registry-error.ts'

/**
 * Says what went wrong with a registry: its name, the path without its query, the status, the next step. Nothing of the
 * headers, nor of errors underneath, which can repeat them.
 */
export class Problems {
  readonly #options: HttpOptions
  readonly #name: string
  readonly #host: string

  constructor(options: HttpOptions, base: URL) {
    this.#options = options
    this.#name = options.name
    this.#host = base.host
  }

  /** @throws {RegistryError} when a header cannot be sent: the error of Node itself would show it. */
  checkHeaders(): void {
    for (const [name, value] of Object.entries(this.#options.headers)) {
      if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value) && value.trim() !== '') continue
      const key = this.#options.keyVariable ?? 'the key'
      throw new RegistryError(
        {
          summary: `the header ${name} for ${this.#name} has a line break or another character that cannot be sent`,
          hint: `Check the value of ${key}: it may have been copied with something around it.`,
        },
        { isOutage: false },
      )
    }
  }

  /** What stopped a request for good. */
  of(reply: Reply | Fault, path: string, wait: number | undefined): RegistryError {
    return 'fault' in reply ? this.#fault(reply, path) : this.#refusal(reply, path, wait)
  }

  notThere(path: string): RegistryError {
    return this.#error(
      `has nothing at ${path} (404)`,
      'Check the base URL and the names of the project in the config; a key may also see less than the page shows.',
      404,
    )
  }

  noJson(path: string): RegistryError {
    return this.#error(
      `answers ${path} with something that is no JSON`,
      `Check the base URL (${this.#host}): it may be that of the web page and not of the API, or a proxy may have cut the answer.`,
      200,
    )
  }

  tooManyRequests(limit: number): RegistryError {
    return this.#error(
      `would need more than ${limit} requests`,
      'Pull single prompts with --prompt, or tell the maintainers of the registry: its pages may never end.',
      200,
    )
  }

  endlessRedirect(path: string, status: number): RegistryError {
    return this.#error(`redirects ${path} without end (${status})`, 'Check the base URL.', status)
  }

  foreignRedirect(path: string, { origin }: URL, status: number): RegistryError {
    return this.#error(
      `redirects ${path} to ${origin} (${status}); the key is not sent there`,
      'If that is the right place, name it as the base URL in the config.',
      status,
    )
  }

  #fault({ fault, code }: Fault, path: string): RegistryError {
    const because = code === '' ? '' : ` (${code})`
    switch (fault) {
      case 'tls':
        return this.#error(
          `has no certificate that can be trusted${because}`,
          `Check the base URL (${this.#host}). For a certificate authority of your own, name its file in NODE_EXTRA_CA_CERTS.`,
        )
      case 'size':
        return this.#error(
          `answers ${path} with more than fits`,
          'Pull with --prompt, or split the project.',
          200,
        )
      case 'slow':
        return this.#error(`takes too long to answer ${path}`, 'Try again later.')
      case 'idle':
        return this.#error(`does not answer ${path}`, 'Try again later, or check the network and its proxy.')
      case 'network':
        return this.#error(
          `cannot be reached at ${this.#host}${because}`,
          'Check the network and the base URL, or try again later.',
        )
    }
  }

  #refusal({ status, headers, text }: Reply, path: string, wait: number | undefined): RegistryError {
    const reason = reasonOf(text, { ...this.#options.headers })
    const says = reason === undefined ? '' : `: ${reason}`
    const key = this.#options.keyVariable
    switch (status) {
      case 401:
        return this.#error(
          `refuses the key (401 for ${path})${says}`,
          key === undefined
            ? `Check that the key is one of ${this.#host}.`
            : `Check that ${key} holds a valid key of ${this.#host}.`,
          status,
        )
      case 403:
        return this.#error(
          `does not permit ${path} (403)${says}`,
          `Give ${key === undefined ? 'the key' : `the key in ${key}`} the right to read prompts, or check the project in the config.`,
          status,
        )
      case 429:
        return this.#error(
          `is asked too often (429 for ${path})${says}`,
          wait === undefined
            ? 'Try again later.'
            : `It asks to wait ${Math.ceil(wait / 1000)} seconds (Retry-After): try again then.`,
          status,
        )
    }
    if (status >= 500 || status === 408) {
      const later = wait === undefined ? 'later' : `in ${Math.ceil(wait / 1000)} seconds (Retry-After)`
      return this.#error(`fails (${status} for ${path})${says}`, `Try again ${later}.`, status)
    }
    const type = headers['content-type']?.split(';')[0]
    return this.#error(
      `answers ${path} with ${status}${says}`,
      `Check the base URL (${this.#host})${type && type !== 'application/json' ? `: the answer is ${type}` : ''}.`,
      status,
    )
  }

  #error(what: string, hint: string, status?: number): RegistryError {
    const isOutage = status === undefined || status === 408 || status === 429 || status >= 500
    return new RegistryError({ summary: `${this.#name} ${what}`, hint }, { status, isOutage })
  }
}
