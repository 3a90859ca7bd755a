import { type ReplayFault, replay, startProvider, wire } from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { createClient } from '../create-client.ts'
import { httpApis, transports } from '../fixtures/clients.ts'
import { collect } from '../fixtures/collect.ts'
import { fakeAdapter, stop, text } from '../fixtures/fake-adapter.ts'
import { candidate } from '../fixtures/prompts.ts'

const words = ['Grüße', ' aus ', '東京', ' 🌍']
const whole = words.join('')
const fallbackText = 'From the fallback.'

const cases = httpApis.flatMap((api) => [
  { api, over: 'sdk' as const },
  { api, over: 'fetch' as const },
])

describe.each(cases)('$api over $over', { timeout: 600_000 }, ({ api, over }) => {
  const events = wire(api).stream({
    id: 'id-1',
    model: 'm',
    tokens: words,
    usage: { inputTokens: 12, outputTokens: 34 },
  })
  const recording = Buffer.from(events.join(''))
  const last = events.findIndex((event) =>
    /"finish_reason":"|event: response\.completed|event: message_stop/.test(event),
  )
  /** The length of the stream up to the event that makes the answer whole. */
  const boundary = Buffer.byteLength(events.slice(0, last + 1).join(''))

  async function setUp() {
    const provider = await startProvider(api, replay(recording), { logged: 1 })
    const client = createClient({
      providers: {
        it: transports[over](api, provider.url),
        other: fakeAdapter('openai.chat', [text(fallbackText), stop]),
      },
      breaker: false,
      retry: false,
    })
    const chain = [candidate('prod', 'it', api, 'm'), candidate('fallback', 'other', 'openai.chat', 'm')]
    const prompt = { name: 'p', candidates: {}, chain } as const
    return {
      /** The texts of the primary and, after a `reset`, of the fallback, as a reader of the stream sees them. */
      async read(fault: ReplayFault, bytes = recording) {
        provider.behave(replay(bytes, fault))
        const { events, error } = await collect(client.stream(prompt, { question: 'Why?' }))
        const done = events.pop()
        if (done?.type !== 'done') throw error
        const reset = events.findIndex(({ type }) => type === 'reset')
        const textOf = (part: typeof events) =>
          part.map((event) => (event.type === 'text' ? event.text : '')).join('')
        return {
          first: textOf(reset < 0 ? [] : events.slice(0, reset)),
          last: textOf(events.slice(reset + 1)),
          result: done.result,
        }
      },
      [Symbol.asyncDispose]: () => provider.close(),
    }
  }

  // The longer line ends, so that they are split too.
  test('split at every byte, with CRLF: the same answer', async () => {
    await using world = await setUp()
    const bytes = Buffer.from(recording.toString().replaceAll('\n', '\r\n'))
    for (let splitAt = 1; splitAt < bytes.length; splitAt++) {
      const { last, result } = await world.read({ splitAt }, bytes)
      expect([last, result.text, result.attempts.length], `split at ${splitAt}`).toEqual([whole, whole, 1])
    }
  })

  test.each(['cutAt', 'resetAt'] as const)('%s every byte: the whole answer of one', async (how) => {
    expect(boundary).toBeGreaterThan(recording.length / 2)
    await using world = await setUp()
    for (let at = 0; at < recording.length; at++) {
      const { first, last, result } = await world.read(how === 'cutAt' ? { cutAt: at } : { resetAt: at })
      const expected = at < boundary ? fallbackText : whole
      expect([last, result.text], `${how} ${at}`).toEqual([expected, expected])
      // Neither half a character nor a word twice.
      expect(words.map((_, count) => words.slice(0, count).join('')).concat(whole)).toContain(first)
    }
  })
})
