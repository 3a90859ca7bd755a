import { type ReplayFault, type Reply, replay, startProvider, wire } from '@understudy/testkit'
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
  /** A recorded stream, and its length up to the event that makes the answer whole. */
  const record = (reply: Pick<Reply, 'tokens' | 'toolCalls'>) => {
    const events = wire(api).stream({
      id: 'id-1',
      model: 'm',
      usage: { inputTokens: 12, outputTokens: 34 },
      ...reply,
    })
    const last = events.findIndex((event) =>
      /"finish_reason":"|event: response\.completed|event: message_stop/.test(event),
    )
    return {
      recording: Buffer.from(events.join('')),
      boundary: Buffer.byteLength(events.slice(0, last + 1).join('')),
    }
  }
  const { recording, boundary } = record({ tokens: words })

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
      /** The whole answer. */
      async run(fault: ReplayFault, bytes: Buffer) {
        provider.behave(replay(bytes, fault))
        const { text, toolCalls, attempts } = await client.run(prompt, { question: 'Why?' })
        return { text, toolCalls, attempts: attempts.length }
      },
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
          run: await this.run(fault, bytes),
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
      const { last, result, run } = await world.read({ splitAt }, bytes)
      expect([last, result.text, result.attempts.length], `split at ${splitAt}`).toEqual([whole, whole, 1])
      expect(run, `split at ${splitAt}`).toEqual({ text: whole, toolCalls: [], attempts: 1 })
    }
  })

  test.each(['cutAt', 'resetAt'] as const)('%s every byte: the whole answer of one', async (how) => {
    expect(boundary).toBeGreaterThan(recording.length / 2)
    await using world = await setUp()
    for (let at = 0; at < recording.length; at++) {
      const { first, last, result, run } = await world.read(how === 'cutAt' ? { cutAt: at } : { resetAt: at })
      const expected = at < boundary ? fallbackText : whole
      expect([last, result.text, run.text], `${how} ${at}`).toEqual([expected, expected, expected])
      expect(run.attempts).toBe(at < boundary ? 2 : 1)
      // Neither half a character nor a word twice.
      expect(words.map((_, count) => words.slice(0, count).join('')).concat(whole)).toContain(first)
    }
  })

  test('a tool call cut at every byte: all of its arguments, or the answer of the other', async () => {
    const call = { id: 'call_1', name: 'weather' }
    const { recording, boundary } = record({
      tokens: [],
      toolCalls: [{ ...call, arguments: { city: '東京', days: 3 } }],
    })
    const made = [{ ...call, arguments: '{"city":"東京","days":3}' }]
    await using world = await setUp()
    for (let at = 0; at < recording.length; at++) {
      const expected =
        at < boundary
          ? { text: fallbackText, toolCalls: [], attempts: 2 }
          : { text: '', toolCalls: made, attempts: 1 }
      expect(await world.run({ cutAt: at }, recording), `cut at ${at}`).toEqual(expected)
      if (at > 0) {
        const answer = await world.run({ splitAt: at }, recording)
        expect(answer, `split at ${at}`).toEqual({ text: '', toolCalls: made, attempts: 1 })
      }
    }
  })
})
