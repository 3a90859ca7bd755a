import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Behaviour } from '../exchange.ts'
import { type FakeProvider, startProvider } from '../start-provider.ts'
import { apis, post, postStream } from '../testing/post.ts'
import { readBody, readBytes } from '../testing/read-body.ts'
import { wire } from '../wire/wire.ts'
import { answer } from './answer.ts'
import { breakOff } from './break-off.ts'
import { cut } from './cut.ts'
import { hang } from './hang.ts'
import { malformed } from './malformed.ts'
import { raw } from './raw.ts'
import { resetConnection } from './reset-connection.ts'
import { sequence } from './sequence.ts'
import { stall } from './stall.ts'
import { status } from './status.ts'
import { streamError } from './stream-error.ts'

const text = 'One two three four.'

describe.each(apis)('%s', (api) => {
  async function start(behaviour: Behaviour): Promise<FakeProvider> {
    const provider = await startProvider(api, behaviour)
    onTestFinished(() => provider.close())
    return provider
  }
  const parts = (created = 1_000_000_000) => {
    const usage = api !== 'openai.chat' ? { inputTokens: 2, outputTokens: 5 } : null
    return wire(api).parts({
      id: wire(api).replyId(0),
      model: 'model-1',
      tokens: ['One', ' two', ' three', ' four.'],
      usage,
      created,
    })
  }
  const stable = (body: string) => body.replaceAll(/"(created(?:_at)?)":\d+/g, '"$1":1000000000')
  const upTo = (tokens: number) => [...parts().head, ...parts().tokens.slice(0, tokens)].join('')

  test.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529])(
    'status %i',
    async (code) => {
      const provider = await start(status(code, { headers: { 'retry-after': '2' } }))
      const response = await postStream(provider)
      expect([response.status, response.headers.get('retry-after')]).toEqual([code, '2'])
      expect(await response.json()).toMatchObject({
        error: { type: expect.any(String), message: expect.any(String) },
      })
      expect(provider.requests[0]?.outcome).toBe('answered')
    },
  )

  test('raw sends exactly that', async () => {
    const provider = await start(raw(200, { 'content-type': 'text/html' }, '<html>Grüße</html>'))
    const response = await post(provider)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toBe('<html>Grüße</html>')
    provider.behave(raw(200, { 'content-type': 'application/json' }, ''))
    const empty = await post(provider)
    expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([200, '0', ''])
  })

  test('hang keeps the socket until the client goes', async () => {
    const controller = new AbortController()
    const provider = await start(async (exchange) => {
      await hang()(exchange)
      expect(exchange.request.outcome).toBe('open')
      controller.abort()
    })
    await expect(postStream(provider, { signal: controller.signal })).rejects.toThrow('abort')
    await provider.idle()
    expect(provider.requests[0]?.outcome).toBe('aborted_by_client')
  })

  test('resetConnection breaks off before any byte', async () => {
    const provider = await start(resetConnection())
    await expect(postStream(provider)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(provider.requests[0]?.outcome).toBe('broken_by_server')
    await provider.idle()
  })

  test.each([0, 1, 3])('stall sends headers and %i tokens, then nothing', async (afterTokens) => {
    const silent = Promise.withResolvers<void>()
    const provider = await start(async (exchange) => {
      await stall(text, { afterTokens })(exchange)
      silent.resolve()
    })
    const controller = new AbortController()
    const response = await postStream(provider, { signal: controller.signal })
    await silent.promise
    expect(provider.requests[0]?.outcome).toBe('open')
    const expected = afterTokens === 0 ? '' : upTo(afterTokens)
    expect(stable(await readBytes(response, expected.length))).toBe(expected)
    controller.abort()
    await provider.idle()
    expect(provider.requests[0]?.outcome).toBe('aborted_by_client')
  })

  test.each([0, 2])('stall with pings goes on without content after %i tokens', async (afterTokens) => {
    const started = vi.spyOn(globalThis, 'setInterval')
    const cleared = vi.spyOn(globalThis, 'clearInterval')
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    const provider = await start(stall(text, { afterTokens, pings: true, pingEveryMs: 1 }))
    const controller = new AbortController()
    const response = await postStream(provider, { signal: controller.signal })
    const body = stable(await readBytes(response, 2000))
    const expected = afterTokens === 0 ? '' : upTo(afterTokens)
    expect(body.startsWith(expected)).toBe(true)
    expect(body.slice(expected.length).replaceAll(wire(api).ping, '')).toBe('')
    expect(started).toHaveBeenCalledTimes(1)
    controller.abort()
    await provider.idle()
    expect(cleared).toHaveBeenCalledWith(started.mock.results[0]?.value)
  })

  test.each([0, 1, 4, 99])('cut after %i tokens ends cleanly with no terminal event', async (afterTokens) => {
    const provider = await start(cut(text, { afterTokens }))
    const { text: body, error } = await readBody(await postStream(provider))
    expect(error).toBeUndefined()
    expect(stable(body)).toBe(afterTokens === 0 ? '' : upTo(afterTokens))
    expect(provider.requests[0]?.outcome).toBe('broken_by_server')
    await provider.idle()
  })

  test('cut after a number of bytes', async () => {
    const provider = await start(answer(text))
    const whole = stable((await readBody(await postStream(provider))).text)
    for (let afterBytes = 0; afterBytes < whole.length; afterBytes += 97) {
      await using broken = await startProvider(api, cut(text, { afterBytes }))
      const { text: body, error } = await readBody(await postStream(broken))
      expect([body.length, error, broken.requests[0]?.outcome]).toEqual([
        afterBytes,
        undefined,
        'broken_by_server',
      ])
    }
  })

  test('cut behind the end is a whole answer', async () => {
    const provider = await start(cut(text, { afterBytes: 1_000_000 }))
    expect(stable((await readBody(await postStream(provider))).text)).toBe(
      [upTo(4), ...parts().tail].join(''),
    )
    expect(provider.requests[0]?.outcome).toBe('answered')
  })

  test.each([0, 1, 3])('breakOff after %i tokens resets the connection', async (afterTokens) => {
    const provider = await start(breakOff(text, { afterTokens }))
    const { text: body, error } = await readBody(await postStream(provider))
    expect(error).toMatchObject({ message: 'terminated', cause: { code: 'ECONNRESET' } })
    expect(stable(body)).toBe(afterTokens === 0 ? '' : upTo(afterTokens))
    expect(provider.requests[0]?.outcome).toBe('broken_by_server')
    await provider.idle()
  })

  test('a fault after the head leaves every token out', async () => {
    const provider = await start(cut(text, { afterHead: true }))
    expect(stable((await readBody(await postStream(provider))).text)).toBe(parts().head.join(''))
    expect((await readBody(await post(provider))).text).toBe('')
  })

  test('streamError ends the stream with an error event', async () => {
    const provider = await start(streamError(text, { afterTokens: 2, message: 'Too busy.' }))
    const { text: body, error } = await readBody(await postStream(provider))
    expect(error).toBeUndefined()
    const last = stable(body).slice(upTo(2).length)
    const type = api === 'anthropic.messages' ? 'overloaded_error' : 'server_error'
    expect(stable(body).startsWith(upTo(2))).toBe(true)
    expect(last.startsWith(api === 'openai.chat' ? 'data: {' : 'event: error\ndata: {')).toBe(true)
    expect(JSON.parse(last.slice(last.indexOf('{')))).toMatchObject({ error: { type, message: 'Too busy.' } })

    provider.behave(streamError(text, { afterTokens: 0, type: 'odd_error', code: 'odd' }))
    const odd = (await readBody(await postStream(provider))).text
    expect(odd).toContain('"odd_error"')
    expect(odd).toContain('"odd"')
    expect((await post(provider)).status).toBe(api === 'anthropic.messages' ? 529 : 500)

    provider.behave(streamError(text, { afterTokens: 0, event: 'data: {"odd":true}\n\n' }))
    expect((await readBody(await postStream(provider))).text).toBe('data: {"odd":true}\n\n')
  })

  test('malformed puts a line of broken JSON into the stream, which goes on', async () => {
    const provider = await start(malformed(text, { afterTokens: 1 }))
    const { text: body } = await readBody(await postStream(provider))
    expect(stable(body)).toBe(
      upTo(1) + wire(api).malformedEvent + [...parts().tokens.slice(1), ...parts().tail].join(''),
    )
    const data = wire(api).malformedEvent.match(/^data: (.*)$/m)?.[1] ?? '0'
    expect(() => JSON.parse(data)).toThrow(SyntaxError)
    await expect(post(provider).then((response) => response.json())).rejects.toThrow(SyntaxError)
  })

  test.each([
    ['cut', cut, undefined],
    ['breakOff', breakOff, 'ECONNRESET'],
  ] as const)('%s of a JSON answer is a body shorter than its length', async (_, fault, code) => {
    const provider = await start(fault(text, { afterTokens: 2 }))
    const response = await post(provider)
    const { text: body, error } = await readBody(response)
    const length = Number(response.headers.get('content-length'))
    expect(body.length).toBeGreaterThan(0)
    expect(body.length).toBeLessThan(length)
    expect(error).toMatchObject({ message: 'terminated', ...(code && { cause: { code } }) })
    for (const words of [1, 49, 400]) {
      provider.behave(fault('word '.repeat(words), { afterTokens: words }))
      const long = await post(provider)
      const missing = Number(long.headers.get('content-length')) - (await readBody(long)).text.length
      expect(missing).toBeGreaterThan(0)
    }
    provider.behave(fault(text, { afterBytes: 5 }))
    expect((await readBody(await post(provider))).text).toHaveLength(5)
  })

  test('stall of a JSON answer begins a body and falls silent', async () => {
    const provider = await start(stall(text, { afterTokens: 1, pings: true, pingEveryMs: 1 }))
    const controller = new AbortController()
    const response = await post(provider, {}, { signal: controller.signal })
    expect(await readBytes(response, 5)).toMatch(/^\{/)
    controller.abort()
    await provider.idle()
    expect(provider.requests[0]?.outcome).toBe('aborted_by_client')
  })

  test('sequence gives each request the next behaviour and repeats the last', async () => {
    const provider = await start(sequence(status(503), status(429), answer('Hi.')))
    const codes = []
    for (let i = 0; i < 4; i++) {
      const response = await post(provider)
      await response.text()
      codes.push(response.status)
    }
    expect(codes).toEqual([503, 429, 200, 200])
  })

  test('a fault computes its text from the request', async () => {
    const provider = await start(
      cut((request) => `You said ${JSON.stringify(request.body).length}`, { afterTokens: 3 }),
    )
    expect((await readBody(await postStream(provider))).text).toMatch(/" said".*" \d+"/s)
  })
})
