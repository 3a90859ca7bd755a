import type { IncomingMessage, RequestListener } from 'node:http'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { HttpSettings } from '../http/http-settings.ts'
import type { RemoteSource } from '../remote/remote-source.ts'
import { type Collected, collectPull } from './collect-pull.ts'
import { drip, endless, hangUp, html, inTurn, json, redirect, silence, truncated } from './faults.ts'
import { startServer, startUntrustedServer } from './local-server.ts'

/** What a suite needs to know of a registry. */
export interface HostileRegistryOptions {
  /** How messages call it. */
  name: string
  /** Where the source takes its key from: variable → value. The values must be such that no message has them by chance. */
  keys: Readonly<Record<string, string>>
  /** The source, for a registry at this URL (without a slash at the end). */
  source(url: string): RemoteSource
  /** What a sound registry answers; undefined stands for 404. */
  answer(url: URL, request: IncomingMessage): unknown
  /** The project's environments. @default ['prod', 'fallback'] */
  environments?: readonly string[]
  /**
   * What a sound registry answers that has 205 prompts, of which one is not tagged; `one` where an answer has all that
   * there is in an environment.
   */
  pages: ((url: URL) => unknown) | 'one'
  /**
   * Whether a request asks for the version of one prompt in one environment, which 404 says is not tagged; `none` where
   * lists have the versions.
   */
  isLookup: ((url: URL) => boolean) | 'none'
}

/** Runs a source against a registry in every bad state that it must survive. Over real sockets, with small limits. */
export function describeHostileRegistry(options: HostileRegistryOptions): void {
  const { name, keys, environments = ['prod', 'fallback'] } = options
  const [variable = ''] = Object.keys(keys)

  const answering =
    (answer: (url: URL, request: IncomingMessage) => unknown): RequestListener =>
    (request, response) => {
      const value = answer(new URL(request.url ?? '', 'http://registry'), request)
      const send = value === undefined ? json({ message: 'not found' }, 404) : json(value)
      send(request, response)
    }
  const sound = answering((url, request) => options.answer(url, request))
  const pull = (url: string, settings?: Partial<HttpSettings>): Promise<Collected> =>
    collectPull(options.source(url), { environments }, settings)
  /** Pulls from a registry in a bad state. */
  const pullFrom = async (
    listener: RequestListener,
    settings?: Partial<HttpSettings>,
  ): Promise<Collected> => {
    await using server = await startServer(listener)
    return await pull(server.url, settings)
  }
  /** The message of a pull that must end with an error, and with no key in it. */
  const messageOf = ({ failure, templates }: Collected, delivered = 0): string => {
    expect(failure).toMatchObject({ name: 'BuildError', code: 'source', hint: expect.stringMatching(/\S/) })
    expect(templates.length).toBeLessThanOrEqual(delivered)
    const all = inspect(failure, { depth: 8, showHidden: true })
    for (const key of Object.values(keys)) expect(all).not.toContain(key)
    expect(failure?.message).toContain(name)
    return failure?.message ?? ''
  }

  describe(`${name}, when it is hostile`, () => {
    beforeEach(() => {
      for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value)
    })
    afterEach(() => vi.unstubAllEnvs())

    test('delivers templates when all is well', async () => {
      const { templates, errors, failure, pauses } = await pullFrom(sound)
      expect({ errors, failure, pauses }).toEqual({ errors: [], failure: undefined, pauses: [] })
      expect(templates.length).toBeGreaterThan(0)
    })

    test('without a key, nothing is sent', async () => {
      vi.unstubAllEnvs()
      for (const name of Object.keys(keys)) vi.stubEnv(name, undefined)
      await using server = await startServer(sound)
      const { failure } = await pull(server.url)
      expect(failure?.message).toContain(variable)
      expect(server.requests).toEqual([])
    })

    test('401: names the variable of the key, and asks no more', async () => {
      await using server = await startServer(
        json({ message: `bad key ${Object.values(keys).join(' ')}` }, 401),
      )
      expect(messageOf(await pull(server.url))).toMatch(new RegExp(`401[\\s\\S]*${variable}`))
      expect(server.requests.length).toBeLessThanOrEqual(8)
    })

    const { pages, isLookup } = options
    if (pages !== 'one') {
      test('pages to the end; what is not tagged is left out', async () => {
        const { templates, errors, failure } = await pullFrom(answering(pages))
        expect({ errors, failure }).toEqual({ errors: [], failure: undefined })
        expect(new Set(templates.map(({ prompt }) => prompt)).size).toBe(204)
        expect(templates).toHaveLength(204)
      })
    }

    if (isLookup !== 'none') {
      test('404 of a lookup: the prompt is not tagged, and that is no error', async () => {
        let lookups = 0
        const notTagged = answering((url, request) => {
          if (!isLookup(url)) return options.answer(url, request)
          lookups++
          return undefined
        })
        const { templates, errors, failure } = await pullFrom(notTagged)
        expect({ templates, errors, failure }).toEqual({ templates: [], errors: [], failure: undefined })
        expect(lookups).toBeGreaterThan(0)
      })
    }

    test.each<[string, RequestListener, RegExp, Partial<HttpSettings>?]>([
      ['401', json({ message: 'expired' }, 401), /401/],
      ['429 with a long Retry-After', json({}, 429, { 'retry-after': '3600' }), /429[\s\S]*3600 seconds/],
      ['500, always', json({}, 500), /500/],
      ['an answer that is cut off', truncated('reset'), /cannot be reached/],
      ['truncated JSON', truncated('end'), /no JSON/],
      ['an answer without end', drip(), /takes too long/, { totalTimeout: 60 }],
      ['300 MB', endless(() => undefined), /more than fits/],
      [
        'a redirect to another host',
        redirect('http://127.0.0.2:1/'),
        /redirects .* to http:\/\/127\.0\.0\.2/,
      ],
    ])('behind the first answer: %s', async (_, fault, text, settings) => {
      await using server = await startServer(inTurn(sound, fault))
      const pulled = await pull(server.url, settings)
      expect(messageOf(pulled, 9)).toMatch(text)
      expect(server.requests.length).toBeGreaterThan(1)
    })

    test('429 with a short Retry-After is waited for', async () => {
      const wanted = await pullFrom(sound)
      const got = await pullFrom(inTurn(json({}, 429, { 'retry-after': '2' }), sound))
      expect(got).toEqual({ ...wanted, pauses: [2000] })
    })

    test('429 with a long Retry-After is an error that names it', async () => {
      const { pauses, ...rest } = await pullFrom(json({}, 429, { 'retry-after': '3600' }))
      expect(messageOf({ pauses, ...rest })).toMatch(/429[\s\S]*3600 seconds/)
      expect(pauses).toEqual([])
    })

    test.each([
      ['500', json({ message: 'oops' }, 500)],
      ['503 of a proxy', html(503)],
      ['a connection that is closed', hangUp()],
      ['an answer that is cut off', truncated('reset')],
    ])('%s, once: the next attempt is as good as the first', async (_, fault) => {
      const wanted = await pullFrom(sound)
      const got = await pullFrom(inTurn(fault, sound))
      expect(got).toEqual({ ...wanted, pauses: [expect.any(Number)] })
    })

    test.each<[string, RequestListener, RegExp, Partial<HttpSettings>?]>([
      ['500', json({ message: 'oops' }, 500), /500/],
      ['a connection that is closed', hangUp(), /cannot be reached/],
      ['an answer that is cut off', truncated('reset'), /cannot be reached/],
      ['truncated JSON', truncated('end'), /no JSON/],
      ['the page of a web site', html(), /no JSON/],
      ['an answer without end', drip(), /takes too long/, { totalTimeout: 60 }],
      ['silence', silence(), /does not answer/, { idleTimeout: 40 }],
      ['a redirect in a circle', redirect('?again'), /without end/],
    ])('%s, always: an error that tells it', async (_, fault, text, settings) => {
      expect(messageOf(await pullFrom(fault, settings))).toMatch(text)
    })

    test.each([null, true, 7, 'text', [], {}, [null], { data: 7 }].map((value) => ({ value })))(
      'an answer of another shape is no crash: $value',
      async ({ value }) => {
        const { templates, errors, failure } = await pullFrom(json(value))
        expect(templates).toEqual([])
        for (const error of [...errors, ...(failure ? [failure] : [])]) expect(error.code).toBe('source')
      },
    )

    test('300 MB: stops at the limit', async () => {
      let sent = 0
      const flood = endless((bytes) => {
        sent = bytes
      })
      expect(messageOf(await pullFrom(flood))).toMatch(/more than fits/)
      expect(sent).toBeLessThan(50_000_000)
    })

    test('a redirect to another host gets neither the key nor a request', async () => {
      await using other = await startServer(sound)
      const message = messageOf(
        await pullFrom((request, response) => redirect(`${other.url}${request.url}`)(request, response)),
      )
      expect(message).toContain(other.url)
      expect(other.requests).toEqual([])
    })

    test('a certificate that nobody vouches for', async () => {
      await using server = await startUntrustedServer(sound)
      expect(messageOf(await pull(server.url))).toMatch(/certificate/)
      expect(server.requests).toEqual([])
    })

    test('nobody there', async () => {
      const server = await startServer(sound)
      await server[Symbol.asyncDispose]()
      expect(messageOf(await pull(server.url))).toMatch(/cannot be reached.*ECONNREFUSED/)
    })

    test('plain http to another machine is refused before anything is sent', async () => {
      expect(messageOf(await pull('http://registry.example'))).toMatch(/without encryption/)
    })
  })
}
