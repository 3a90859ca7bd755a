import { describe, expect, onTestFinished, test } from 'vitest'
import { type FakeProvider, startProvider } from '../start-provider.ts'
import { apis, post, postStream } from '../testing/post.ts'
import { connectTo, rawRequest, readToEnd } from '../testing/raw-request.ts'
import { readBody } from '../testing/read-body.ts'
import { wire } from '../wire/wire.ts'
import { type AnswerOptions, answer } from './answer.ts'

const text = 'Zürich – 東京 🏔️\nand on.'

describe.each(apis)('%s', (api) => {
  async function start(options: AnswerOptions = {}): Promise<FakeProvider> {
    const provider = await startProvider(api, answer(text, options))
    onTestFinished(() => provider.close())
    return provider
  }
  // In the stream of `openai.responses` the whole text follows its deltas.
  const key = api === 'openai.responses' ? 'delta' : 'content|text'
  const textOf = (stream: string): string =>
    [...stream.matchAll(new RegExp(`"(?:${key})":"((?:[^"\\\\]|\\\\.)*)"`, 'g'))]
      .map(([, part]) => JSON.parse(`"${part}"`))
      .join('')

  test('streams the bytes of its wire format, each event in one chunk', async () => {
    const provider = await start({ usage: null })
    const response = await postStream(provider)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(response.headers.get('transfer-encoding')).toBe('chunked')
    expect(response.headers.get(wire(api).requestIdHeader)).toBe('req_0')
    const { text: body } = await readBody(response)
    const created = Number(body.match(/"created(?:_at)?":(\d+)/)?.[1] ?? 0)
    const events = wire(api).stream({
      id: wire(api).replyId(0),
      model: 'model-1',
      created,
      tokens: ['Zürich', ' –', ' 東京', ' 🏔️', '\nand', ' on.'],
    })
    expect(body).toBe(events.join(''))
  })

  test('splits characters and lines over many chunks, and the text stays whole', async () => {
    const provider = await start({ splitEvery: 1 })
    expect(textOf((await readBody(await postStream(provider))).text)).toBe(text)
    expect(provider.requests[0]?.outcome).toBe('answered')
    expect(await (await post(provider)).text()).toContain(JSON.stringify(text))

    const socket = await connectTo(provider)
    socket.write(rawRequest(provider, '{"stream":true}', 'connection: close\r\n'))
    const [, body] = (await readToEnd(socket)).toString('latin1').split(/\r\n\r\n(?=1\r\n)/)
    expect(body).toMatch(/^(?:1\r\n.\r\n)+0\r\n\r\n$/s)
  })

  test('takes its tokens from the test', async () => {
    const provider = await start({ tokens: ['a', 'b c', 'd'] })
    const { text: body } = await readBody(await postStream(provider))
    expect(body).toContain('"b c"')
    expect(textOf(body)).toBe('ab cd')
  })

  test('sends pings between the tokens', async () => {
    const { text: body } = await readBody(await postStream(await start({ pings: true })))
    expect(textOf(body)).toBe(text)
    expect(body.split(wire(api).ping).length - 1).toBe(api === 'anthropic.messages' ? 7 : 6)
  })

  test('estimates the usage from the request and the answer', async () => {
    const response = await post(await start())
    const { usage } = JSON.parse(await response.text())
    const [input, output] =
      api === 'openai.chat'
        ? [usage.prompt_tokens, usage.completion_tokens]
        : [usage.input_tokens, usage.output_tokens]
    expect([input, output]).toEqual([2, Math.ceil(text.length / 4)])
  })

  test('waits before the first byte and before each token', async () => {
    const provider = await start({ delayMs: 30, tokenDelayMs: 10 })
    const sent = performance.now()
    const response = await postStream(provider)
    const headersAt = performance.now()
    expect(headersAt - sent).toBeGreaterThanOrEqual(29)
    expect(textOf((await readBody(response)).text)).toBe(text)
    expect(performance.now() - sent).toBeGreaterThanOrEqual(85)
  })

  test('sends more headers, and ends the socket when they say so', async () => {
    const provider = await start({ headers: { connection: 'close', 'x-more': 'yes' } })
    const response = await post(provider)
    expect(response.headers.get('x-more')).toBe('yes')
    await response.text()
    await provider.idle()
    expect(provider.requests[0]?.outcome).toBe('answered')
  })

  test('stops when the client goes', async () => {
    const provider = await start({ tokenDelayMs: 3_600_000 })
    const controller = new AbortController()
    await postStream(provider, { signal: controller.signal })
    controller.abort()
    await provider.idle()
    expect(provider.requests[0]?.outcome).toBe('aborted_by_client')
  })
})
