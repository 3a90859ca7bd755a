import {
  answer,
  type Behaviour,
  breakOff,
  closedPort,
  cut,
  hang,
  malformed,
  raw,
  resetConnection,
  stall,
  startProvider,
  status,
  streamError,
} from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { CompletionError } from './errors/completion-error.ts'
import type { FailureKind } from './failure-kind.ts'
import { fetchAdapter, sdkAdapter } from './fixtures/clients.ts'
import { collect } from './fixtures/collect.ts'
import { gatedClock } from './fixtures/gated-clock.ts'
import { ragQa, viaAnthropic, viaOpenAI, viaResponses } from './fixtures/prompts.ts'

const primaryText = 'One two three four.'
const fallbackText = 'Fünf sechs sieben.'
const question = { question: 'Why?' }
const html = '<!doctype html><title>Bad gateway</title>'

interface Row {
  name: string
  behaviour: Behaviour | 'refused'
  kind: FailureKind
  /** Whether the fallback answers. @default true */
  falls?: boolean
  /** The text that is visible before it fails. */
  visible?: string
  /** Milliseconds: a limit that this row runs into. */
  limit?: { firstToken?: number; idle?: number }
}

const onStatus = (code: number, kind: FailureKind, falls = true): Row => ({
  name: `${code}`,
  behaviour: status(code),
  kind,
  falls,
})
const middle = { afterTokens: 2 }
const visible = 'One two'
/** The limit of the rows that run into one, in milliseconds. */
const quick = 100

const rows: Row[] = [
  { name: 'refused', behaviour: 'refused', kind: 'connection' },
  { name: 'reset before an answer', behaviour: resetConnection(), kind: 'connection' },
  onStatus(400, 'bad_request', false),
  onStatus(401, 'auth'),
  onStatus(402, 'quota'),
  onStatus(403, 'auth'),
  onStatus(404, 'not_found'),
  onStatus(408, 'server'),
  onStatus(409, 'server'),
  onStatus(413, 'too_large'),
  onStatus(422, 'bad_request', false),
  onStatus(429, 'rate_limit'),
  onStatus(500, 'server'),
  onStatus(502, 'server'),
  onStatus(503, 'server'),
  onStatus(504, 'server'),
  onStatus(529, 'overloaded'),
  {
    name: 'a retry-after of an hour',
    behaviour: status(429, { headers: { 'retry-after': '3600' } }),
    kind: 'rate_limit',
  },
  {
    name: 'an order to retry',
    behaviour: status(503, { headers: { 'x-should-retry': 'true' } }),
    kind: 'server',
  },
  { name: 'an error page', behaviour: raw(502, { 'content-type': 'text/html' }, html), kind: 'server' },
  { name: 'HTML in a 200', behaviour: raw(200, { 'content-type': 'text/html' }, html), kind: 'malformed' },
  { name: 'an empty 200', behaviour: raw(200, {}, ''), kind: 'malformed' },
  {
    name: 'a hang before the headers',
    behaviour: hang(),
    kind: 'first_token_timeout',
    limit: { firstToken: quick },
  },
  {
    name: 'a stall after the headers',
    behaviour: stall(primaryText, { afterTokens: 0 }),
    kind: 'first_token_timeout',
    limit: { firstToken: quick },
  },
  {
    name: 'pings without content',
    behaviour: stall(primaryText, { afterTokens: 0, pings: true }),
    kind: 'first_token_timeout',
    limit: { firstToken: quick },
  },
  {
    name: 'a stall in the middle',
    behaviour: stall(primaryText, middle),
    kind: 'idle_timeout',
    visible,
    limit: { idle: quick },
  },
  {
    name: 'pings in the middle',
    behaviour: stall(primaryText, { ...middle, pings: true }),
    kind: 'idle_timeout',
    visible,
    limit: { idle: quick },
  },
  {
    name: 'a cut before the first token',
    behaviour: cut(primaryText, { afterTokens: 0 }),
    kind: 'truncated',
  },
  { name: 'a cut in the middle', behaviour: cut(primaryText, middle), kind: 'truncated', visible },
  {
    name: 'a cut before the terminal event',
    behaviour: cut(primaryText, { afterTokens: 4 }),
    kind: 'truncated',
    visible: primaryText,
  },
  {
    name: 'broken off before the first token',
    behaviour: breakOff(primaryText, { afterTokens: 0 }),
    kind: 'truncated',
  },
  { name: 'broken off in the middle', behaviour: breakOff(primaryText, middle), kind: 'truncated', visible },
  {
    name: 'an error event first',
    behaviour: streamError(primaryText, { afterTokens: 0, status: 529, type: 'overloaded_error' }),
    kind: 'overloaded',
  },
  {
    name: 'an error event in the middle',
    behaviour: streamError(primaryText, { ...middle, status: 529, type: 'overloaded_error' }),
    kind: 'overloaded',
    visible,
  },
  { name: 'broken JSON first', behaviour: malformed(primaryText, { afterTokens: 0 }), kind: 'malformed' },
  {
    name: 'broken JSON in the middle',
    behaviour: malformed(primaryText, middle),
    kind: 'malformed',
    visible,
  },
  { name: 'an empty answer', behaviour: answer(''), kind: 'empty' },
  {
    name: 'the token limit',
    behaviour: answer(primaryText, { finish: 'length' }),
    kind: 'max_tokens',
    falls: false,
    visible: primaryText,
  },
]

const pairs = [
  [viaOpenAI, viaAnthropic],
  [viaResponses, viaOpenAI],
  [viaAnthropic, viaResponses],
] as const
const chains = pairs.flatMap((chain) => {
  const row = { chain, first: chain[0].api, second: chain[1].api }
  return [
    { ...row, over: 'the SDK', adapter: sdkAdapter },
    { ...row, over: 'fetch', adapter: fetchAdapter },
  ]
})
type Chain = (typeof chains)[number]

async function setUp({ first, second, adapter }: Chain, behaviour: Row['behaviour']) {
  const clock = gatedClock(quick)
  const primary = await startProvider(first, async (exchange) => {
    if (behaviour !== 'refused') await behaviour(exchange)
    clock.open()
  })
  const fallback = await startProvider(
    second,
    answer(fallbackText, { usage: { inputTokens: 3, outputTokens: 4 } }),
  )
  const adapters = [
    adapter(first, behaviour === 'refused' ? await closedPort() : primary.url),
    adapter(second, fallback.url),
  ]
  const client = createClient({ providers: { openai: adapters, anthropic: adapters } }, { clock })
  const asyncDispose = async () => {
    await Promise.all([primary.close(), fallback.close()])
  }
  return { client, primary, fallback, [Symbol.asyncDispose]: asyncDispose }
}

describe.each(chains)('$first first, over $over', (row) => {
  const { first, second, adapter, chain } = row

  describe.concurrent.each(rows)('$name', ({ behaviour, kind, falls = true, visible = '', limit = {} }) => {
    const asked = behaviour === 'refused' ? 0 : 1
    const prompt = { ...ragQa, chain }

    test('run', async () => {
      await using world = await setUp(row, behaviour)
      const outcome = await world.client.run(prompt, question, limit).catch((error) => error)
      if (falls) {
        expect(outcome).toMatchObject({
          text: fallbackText,
          servedBy: { environment: chain[1].environment, api: second },
          usage: { inputTokens: 3, outputTokens: 4 },
          attempts: [
            { api: first, ok: false, kind },
            { api: second, ok: true },
          ],
        })
      } else {
        expect(outcome).toBeInstanceOf(CompletionError)
        expect(outcome).toMatchObject({ code: 'rejected', kind, attempts: [{ api: first, ok: false, kind }] })
        expect(outcome.partial).toBe(visible || undefined)
      }
      expect(world.primary.requests).toHaveLength(asked)
      expect(world.fallback.requests).toHaveLength(falls ? 1 : 0)
    })

    test('stream', async () => {
      await using world = await setUp(row, behaviour)
      const { events, error } = await collect(world.client.stream(prompt, question, limit))
      const types = events.map(({ type }) => type)
      const textOf = (part: typeof events) =>
        part.map((event) => (event.type === 'text' ? event.text : '')).join('')
      const reset = types.indexOf('reset')
      if (falls) {
        expect(types.filter((type) => type !== 'text')).toEqual(visible ? ['reset', 'done'] : ['done'])
        expect(types.at(-1)).toBe('done')
        if (visible)
          expect(events[reset]).toMatchObject({ from: { api: first }, to: { api: second }, reason: kind })
        expect(textOf(events.slice(0, reset + 1))).toBe(visible)
        expect(textOf(events.slice(reset + 1))).toBe(fallbackText)
        expect(events.at(-1)).toMatchObject({
          result: { text: fallbackText, attempts: [{ kind }, { ok: true }] },
        })
      } else {
        expect(textOf(events)).toBe(visible)
        expect(types).not.toContain('done')
        expect(error).toMatchObject({ code: 'rejected', kind })
      }
      expect(world.primary.requests).toHaveLength(asked)
      expect(world.fallback.requests).toHaveLength(falls ? 1 : 0)
    })
  })

  test('JSON upstream, healthy and not', async () => {
    const jsonRows: [Behaviour, string][] = [
      [answer(primaryText), 'ok'],
      [status(503), 'server'],
      [raw(200, { 'content-type': 'text/html' }, html), 'malformed'],
      [raw(200, {}, ''), 'malformed'],
      [cut(primaryText, { afterBytes: 20 }), 'truncated'],
      [breakOff(primaryText, { afterBytes: 20 }), 'truncated'],
      [answer(''), 'empty'],
    ]
    await using primary = await startProvider(first)
    await using fallback = await startProvider(second, answer(fallbackText))
    const adapters = [adapter(first, primary.url), adapter(second, fallback.url)]
    const client = createClient({
      providers: { openai: adapters, anthropic: adapters },
      upstream: 'json',
      breaker: false,
    })
    for (const [behaviour, outcome] of jsonRows) {
      primary.behave(behaviour)
      const { text, attempts } = await client.run({ ...ragQa, chain }, question)
      expect(attempts[0]?.kind ?? 'ok').toBe(outcome)
      expect(text).toBe(outcome === 'ok' ? primaryText : fallbackText)
    }
    expect(primary.requests.map(({ body }) => (body as { stream: boolean }).stream)).not.toContain(true)
  })

  test('an answer read to its end leaves the connection for the next', async () => {
    await using world = await setUp(row, answer(primaryText))
    for (let i = 0; i < 6; i++) {
      expect((await world.client.run({ ...ragQa, chain }, question)).text).toBe(primaryText)
    }
    expect(world.primary.openSockets).toBeLessThan(3)
  })
})
