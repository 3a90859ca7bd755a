import { wire } from '@understudy/testkit'
import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import type { CompletionError } from './errors/completion-error.ts'
import { bodyOf, httpApis, responding } from './fixtures/clients.ts'
import { candidate } from './fixtures/prompts.ts'

type TestedApi = (typeof httpApis)[number]

const words = ['Grüße', ' aus ', '東京', ' 🌍', '\n"quoted" \\ back']
const reply = {
  id: 'id-1',
  model: 'm',
  tokens: words,
  toolCalls: [
    { id: 'call_1', name: 'lookup', arguments: { city: '東京' } },
    { id: 'call_2', name: 'now', arguments: {} },
  ],
  usage: {
    inputTokens: 12,
    outputTokens: 34,
    cachedInputTokens: 5,
    cacheWriteTokens: 3,
    reasoningTokens: 2,
  },
}
const whole = {
  text: words.join(''),
  finishReason: 'tool_calls',
  toolCalls: [
    { id: 'call_1', name: 'lookup', arguments: expect.stringContaining('東京') },
    { id: 'call_2', name: 'now', arguments: '{}' },
  ],
  usage: reply.usage,
}

/** Runs a prompt of one candidate against this response. */
async function run(api: TestedApi, response: Response, upstream: 'stream' | 'json' = 'stream') {
  const adapter = responding(api, () => response)
  const prompt = { name: 'p', candidates: {}, chain: [candidate('prod', 'it', api, 'm')] } as const
  const client = createClient({ providers: { it: adapter }, upstream })
  return client.run(prompt, { question: 'Why?' }).then(
    (result) => ({ result, error: undefined, adapter }),
    (error: CompletionError) => ({ result: undefined, error, adapter }),
  )
}

const kindOf = async (...args: Parameters<typeof run>) => (await run(...args)).error?.kind

describe.each(httpApis)('%s', (api) => {
  const events = wire(api).stream(reply)
  const bytes = new TextEncoder().encode(events.join(''))
  /** The length of the stream up to the event that makes it whole. */
  const boundary = new TextEncoder().encode(
    events
      .slice(
        0,
        events.findIndex((event) => /"finish_reason":"|response\.completed|message_stop/.test(event)) + 1,
      )
      .join(''),
  ).length

  test('a whole stream', async () => {
    const rawFinishReason = {
      'openai.chat': 'tool_calls',
      'openai.responses': 'completed',
      'anthropic.messages': 'tool_use',
    }[api]
    expect((await run(api, bodyOf(events))).result).toMatchObject({ ...whole, rawFinishReason })
  })

  test('a whole JSON body, asked for or not', async () => {
    const json = bodyOf([wire(api).json(reply)], { type: 'application/json; charset=utf-8' })
    expect((await run(api, json, 'json')).result).toMatchObject(whole)
    const unasked = bodyOf([wire(api).json(reply)], { type: 'application/json' })
    expect((await run(api, unasked)).result).toMatchObject(whole)
  })

  test('byte by byte, the same answer', async () => {
    const { result } = await run(api, bodyOf([...bytes].map((byte) => new Uint8Array([byte]))))
    expect(result).toMatchObject(whole)
  })

  test('with CRLF and a byte order mark, the same answer', async () => {
    const text = `\uFEFF${events.join('').replaceAll('\n', '\r\n')}`
    expect((await run(api, bodyOf([text]))).result).toMatchObject(whole)
  })

  // At every byte, over sockets: matrix/bytes.slow.test.ts.
  test.each([false, true])('ended here and there (broken: %s), never half an answer', async (broken) => {
    expect(boundary).toBeGreaterThan(bytes.length / 2)
    for (let i = 0; i <= bytes.length; i += 29) {
      const { result, error } = await run(api, bodyOf(i ? [bytes.slice(0, i)] : [], { broken }))
      if (i < boundary) {
        expect(error, `cut at ${i}`).toMatchObject({ kind: 'truncated', code: 'exhausted' })
        expect(whole.text.startsWith(error?.partial ?? '')).toBe(true)
      } else {
        const { usage, ...rest } = whole
        expect(result, `cut at ${i}`).toMatchObject(rest)
      }
    }
  })

  test('JSON ended at every byte is never an answer', async () => {
    const json = new TextEncoder().encode(wire(api).json(reply))
    for (let i = 0; i < json.length; i++) {
      const body = bodyOf(i ? [json.slice(0, i)] : [], { type: 'application/json' })
      expect(await kindOf(api, body, 'json'), `cut at ${i}`).toBe('malformed')
    }
  })

  test.each([
    ['HTML', '<!doctype html><p>data: x</p>', 'text/html'],
    ['HTML with lines that look like events', '<p>\ndata: <b>\n\n', 'text/html'],
    ['nothing', '', 'text/plain'],
    ['JSON of something else', '{"hello":"world"}', 'application/json'],
    ['JSON null', 'null', 'application/json'],
    ['a JSON string', '"hello"', 'application/json'],
    [
      'JSON with fields of other types',
      '{"choices":5,"type":"message","content":5,"object":"response","output":5}',
      'application/json',
    ],
    ['an event that is no JSON', 'data: {"choi\n\n', 'text/event-stream'],
    ['an event that is null', 'data: null\n\n', 'text/event-stream'],
  ])('%s in a 200 is malformed', async (_, body, type) => {
    expect(await kindOf(api, bodyOf([body], { type }))).toBe('malformed')
    if (type !== 'text/event-stream')
      expect(await kindOf(api, bodyOf([body], { type }), 'json')).toBe('malformed')
  })

  test('a 200 without any body is malformed', async () => {
    expect(await kindOf(api, new Response(null))).toBe('malformed')
  })

  test('what came before broken JSON in the same piece is kept as partial', async () => {
    const { head, tokens } = wire(api).parts(reply)
    const { error } = await run(api, bodyOf([[...head, ...tokens, 'data: {\n\n'].join('')]))
    expect(error).toMatchObject({ kind: 'malformed', partial: whole.text })
  })

  test('an error event tells its kind and code', async () => {
    const event = wire(api).errorEvent({ status: 429, type: 'rate_limit_error', message: 'Slow down' })
    const { error } = await run(api, bodyOf([...wire(api).parts(reply).head, event]))
    expect(error).toMatchObject({ kind: 'rate_limit', cause: { message: 'Slow down' } })
    expect(error?.attempts).toMatchObject([{ status: 200, requestId: 'req_1' }])
  })

  test('an error event without a body is an error', async () => {
    expect(await kindOf(api, bodyOf(['event: error\ndata: {"type":"error"}\n\n']))).toBe('server')
  })

  test.each([
    ['length', 'max_tokens'],
    ['refusal', 'refusal'],
  ] as const)('finish %s is %s', async (finish, kind) => {
    const parts = { ...reply, toolCalls: [], finish }
    const { error } = await run(api, bodyOf(wire(api).stream(parts)))
    expect(error).toMatchObject({ code: 'rejected', kind })
    const json = bodyOf([wire(api).json(parts)], { type: 'application/json' })
    expect(await kindOf(api, json, 'json')).toBe(kind)
  })

  test('a whole stream with nothing in it is empty', async () => {
    expect(await kindOf(api, bodyOf(wire(api).stream({ id: 'id', model: 'm', tokens: [] })))).toBe('empty')
  })

  test('the client is asked once, with a signal of its own', async () => {
    const { adapter } = await run(api, bodyOf(events))
    const [sent] = adapter.sent
    expect(adapter.sent).toHaveLength(1)
    expect(sent?.options).toMatchObject({ maxRetries: 0, timeout: 2 ** 31 - 1 })
    expect(sent?.options.signal.aborted).toBe(false)
    expect(sent?.body).toMatchObject({ model: 'm', stream: true })
    const json = await run(api, bodyOf([wire(api).json(reply)], { type: 'application/json' }), 'json')
    expect(json.adapter.sent[0]?.body).toMatchObject({ stream: false })
  })
})
