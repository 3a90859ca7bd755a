import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { answer } from './behaviours/answer.ts'
import { hang } from './behaviours/hang.ts'
import { status } from './behaviours/status.ts'
import { startProvider } from './start-provider.ts'
import { apis, post, postStream } from './testing/post.ts'
import { connectTo, rawRequest, readToEnd } from './testing/raw-request.ts'

test('urls are what the SDKs take', async () => {
  await using openai = await startProvider('openai.chat')
  await using anthropic = await startProvider('anthropic.messages')
  expect(openai.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
  expect(anthropic.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

test.each(apis)('%s: logs what arrived, when, and what became of it', async (api) => {
  await using provider = await startProvider(api)
  const before = performance.now()
  const first = await post(provider, { model: 'm-1' }, { headers: { 'X-Trace': 'abc' } })
  expect(await first.text()).toContain('Hello.')
  provider.behave(status(503))
  await (await postStream(provider)).text()

  const [one, two] = provider.requests
  expect(one).toMatchObject({
    method: 'POST',
    headers: { 'x-trace': 'abc' },
    body: { model: 'm-1' },
    outcome: 'answered',
  })
  expect(one?.at).toBeGreaterThanOrEqual(before)
  expect(two?.at).toBeGreaterThanOrEqual(one?.at ?? Number.POSITIVE_INFINITY)
  expect(two).toMatchObject({ body: { stream: true }, outcome: 'answered' })
  await two?.closed
})

test('a client that gives up is logged, and its socket is gone', async () => {
  await using provider = await startProvider('openai.chat', hang())
  const controller = new AbortController()
  const seen = new Promise<void>((resolve) => provider.behave(() => resolve()))
  const failed = expect(post(provider, {}, { signal: controller.signal })).rejects.toThrow('abort')
  await seen
  expect(provider.openSockets).toBe(1)
  expect(provider.requests[0]?.outcome).toBe('open')
  controller.abort()
  await failed
  await provider.idle()
  expect(provider.openSockets).toBe(0)
  await provider.requests[0]?.closed
  expect(provider.requests[0]?.outcome).toBe('aborted_by_client')
})

test('the signal of an exchange aborts when the client goes', async () => {
  const controller = new AbortController()
  const aborted = Promise.withResolvers<void>()
  await using provider = await startProvider('openai.chat', ({ signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
    controller.abort()
  })
  await expect(post(provider, {}, { signal: controller.signal })).rejects.toThrow('abort')
  await aborted.promise
})

test('close ends what is open and frees the port', async () => {
  const provider = await startProvider('anthropic.messages', hang())
  const seen = new Promise<void>((resolve) => provider.behave(() => resolve()))
  const failed = expect(post(provider)).rejects.toThrow('fetch failed')
  await seen
  await provider.close()
  await failed
  expect(provider.openSockets).toBe(0)
  expect(provider.requests[0]?.outcome).toBe('broken_by_server')
  await expect(post(provider)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  await provider.close()
})

test('reads a body that is split over many writes', async () => {
  await using provider = await startProvider('openai.chat')
  const socket = await connectTo(provider)
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Grüße aus Zürich 🏔️' }] })
  const response = readToEnd(socket)
  for (const byte of rawRequest(provider, body, 'connection: close\r\n')) {
    socket.write(Buffer.of(byte))
    await setImmediate()
  }
  expect((await response).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(provider.requests[0]?.body).toEqual(JSON.parse(body))
})

test('answers requests of one connection in order, also when they come before the answer', async () => {
  await using provider = await startProvider('anthropic.messages', answer('One.'))
  const socket = await connectTo(provider)
  socket.write(
    Buffer.concat(['', '', 'connection: close\r\n'].map((headers) => rawRequest(provider, '{}', headers))),
  )
  const text = (await readToEnd(socket)).toString()
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
  expect(text.match(/msg_\d/g)).toEqual(['msg_0', 'msg_1', 'msg_2'])
  expect(provider.requests.map((r) => r.outcome)).toEqual(['answered', 'answered', 'answered'])
})

test('a chunked body arrives whole', async () => {
  await using provider = await startProvider('openai.chat')
  const chunks = ['{"model":', '"m-2"}']
  const body = new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk === undefined) controller.close()
      else controller.enqueue(Buffer.from(chunk))
    },
  })
  const response = await post(provider, {}, { body, duplex: 'half' } as RequestInit)
  expect(await response.json()).toMatchObject({ model: 'm-2' })
  expect(provider.requests[0]?.headers['transfer-encoding']).toBe('chunked')
})

test.each(apis)(
  '%s: other paths, other methods and other bodies are errors in its own format',
  async (api) => {
    await using provider = await startProvider(api, () => expect.unreachable())
    const missing = await fetch(`${provider.url}/nowhere`)
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({ error: { message: expect.stringContaining('/nowhere') } })
    expect((await post(provider, {}, { body: '{"model":' })).status).toBe(400)
    expect(provider.requests.at(-1)?.body).toBe('{"model":')
  },
)

test('what is no HTTP gets a 400', async () => {
  await using provider = await startProvider('openai.chat')
  const socket = await connectTo(provider)
  socket.write('hello\r\n')
  expect((await readToEnd(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /)
  expect(provider.requests).toEqual([])
})

test('a behaviour that throws is an error of the provider', async () => {
  await using provider = await startProvider('openai.chat', () => {
    throw new Error('no idea')
  })
  const response = await post(provider)
  expect(response.status).toBe(500)
  expect(await response.text()).toContain('no idea')
})

test('two providers do not share a log', async () => {
  await using one = await startProvider('openai.chat')
  await using two = await startProvider('openai.chat')
  await (await post(one)).text()
  expect([one.requests.length, two.requests.length]).toEqual([1, 0])
})

test('a provider may answer at another path', async () => {
  await using provider = await startProvider('openai.chat', answer('Hi.'), { path: '/deployments/m' })
  const ask = (path: string) => fetch(new URL(path, provider.url), { method: 'POST', body: '{}' })
  expect((await ask('/v1/chat/completions')).status).toBe(404)
  expect((await ask('/deployments/m?version=1')).status).toBe(200)
})

test('a short log forgets the oldest requests, and goes on counting', async () => {
  await using provider = await startProvider('openai.chat', answer('Hi.'), { logged: 2 })
  for (const model of ['a', 'b', 'c']) {
    const response = await post(provider, { model })
    expect(await response.json()).toMatchObject({ id: `chatcmpl-${['a', 'b', 'c'].indexOf(model)}` })
  }
  expect(provider.requests.map(({ body }) => body)).toMatchObject([{ model: 'b' }, { model: 'c' }])
})
