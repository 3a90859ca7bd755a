import type { RequestListener } from 'node:http'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Json } from '@understudy/compiler'
import { expect, test } from 'vitest'
import { readKey } from '../remote/read-key.ts'
import { SMALL_LIMITS } from '../testing/collect-pull.ts'
import { inTurn, json, redirect } from '../testing/faults.ts'
import { describeHostileRegistry } from '../testing/hostile-registry.ts'
import { type LocalServer, startServer } from '../testing/local-server.ts'
import { createHttp } from './create-http.ts'
import type { Http, HttpOptions } from './http.ts'
import type { HttpSettings } from './http-settings.ts'

const KEY = 'sk-very-secret-0123456789'

function open(
  { url }: Pick<LocalServer, 'url'>,
  options: Partial<HttpOptions> = {},
  settings: Partial<HttpSettings> = {},
): Http {
  return createHttp(
    { name: 'Registry', baseUrl: `${url}/api`, headers: { authorization: `Bearer ${KEY}` }, ...options },
    { ...SMALL_LIMITS, pause: async () => undefined, ...settings },
  )
}

/** What an error shows, to whoever looks. */
async function shown(promise: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof promise === 'function' ? promise() : promise)
  } catch (error) {
    return inspect(error, { depth: 8, showHidden: true, getters: true })
  }
  throw new Error('There was no error.')
}

describeHostileRegistry({
  name: 'A registry of the test',
  keys: { TEST_REGISTRY_KEY: KEY },
  source: (url) => ({
    kind: 'remote',
    name: 'the test',
    async *pull({ connect }) {
      const key = readKey('TEST_REGISTRY_KEY', 'A registry of the test')
      const options = { name: 'A registry of the test', baseUrl: url, keyVariable: 'TEST_REGISTRY_KEY' }
      const http = connect({
        ...options,
        headers: { authorization: `Bearer ${key}` },
      })
      const answer = await http.get('prompts', { environment: 'prod' })
      if (!Array.isArray(answer)) return
      for (const prompt of answer) {
        if (typeof prompt !== 'string') continue
        const found = await http.find(`prompts/${encodeURIComponent(prompt)}`)
        if (found === undefined) continue
        const template = { provider: 'openai', model: 'm', messages: ['history'] } as const
        yield { prompt, environment: 'prod', version: String(found), template }
      }
    },
  }),
  answer: ({ pathname }) => (pathname === '/prompts' ? ['rag-qa', 'summary'] : 7),
  pages: 'one',
  isLookup: ({ pathname }) => pathname.startsWith('/prompts/'),
})

test('asks under the base URL, with its headers and a query; what is undefined is left out', async () => {
  await using server = await startServer(json({ ok: true }))
  const query = { page: 1, label: 'a b', all: false, none: undefined }
  expect(await open(server).get('v2/prompts/a%2Fb', query)).toEqual({ ok: true })
  const [request] = server.requests
  expect(request?.url).toBe('/api/v2/prompts/a%2Fb?page=1&label=a+b&all=false')
  expect(request?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, accept: 'application/json' })
})

test('what is not there: nothing to find, an error to get', async () => {
  await using server = await startServer(json({}, 404))
  expect(await open(server).find('x')).toBeUndefined()
  await expect(open(server).get('x')).rejects.toMatchObject({ code: 'source', status: 404, isOutage: false })
})

test('eight at a time, however many are asked for', async () => {
  let now = 0
  let most = 0
  const waiting: (() => void)[] = []
  await using server = await startServer((_, response) => {
    now++
    most = Math.max(most, now)
    waiting.push(() => {
      now--
      response.end('1')
    })
    // Answers when no more can come: what is over the limit would have arrived by then.
    if (now === 8) for (const answer of waiting.splice(0)) setImmediate(answer)
  })
  const http = open(server)
  await Promise.all(Array.from({ length: 40 }, (_, i) => http.get(`x/${i}`)))
  expect(most).toBe(8)
})

test('waits a random time below a bound that doubles', async () => {
  const pauses: number[] = []
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds)
  await using server = await startServer(json({}, 503))
  const failed = open(server, {}, { pause, random: () => 0.5, backoff: 100, retries: 4 }).get('x')
  await expect(failed).rejects.toMatchObject({ status: 503, isOutage: true })
  expect(pauses).toEqual([50, 100, 200, 400])
  expect(server.requests).toHaveLength(5)
})

test.each([
  ['in seconds', '7', 7000],
  ['as a date', 'Sun, 06 Nov 1994 08:49:47 GMT', 10_000],
  ['of the past', 'Sun, 06 Nov 1994 08:49:00 GMT', 5],
  ['that means nothing', 'soon', 5],
])('Retry-After %s', async (_, header, wanted) => {
  const pauses: number[] = []
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds)
  const now = (): number => Date.parse('Sun, 06 Nov 1994 08:49:37 GMT')
  await using server = await startServer(inTurn(json({}, 503, { 'retry-after': header }), json(1)))
  expect(await open(server, {}, { pause, now, random: () => 0.5, backoff: 10 }).get('x')).toBe(1)
  expect(pauses).toEqual([wanted])
})

test.each([400, 401, 403, 404, 405, 410, 418, 422])('%d is not asked again', async (status) => {
  await using server = await startServer(json({}, status))
  await expect(open(server).get('x')).rejects.toMatchObject({ status })
  expect(server.requests).toHaveLength(1)
})

test('a registry that is out of reach is not asked for the rest', async () => {
  await using server = await startServer((request) => request.socket.destroy())
  const http = open(server, {}, { concurrency: 1 })
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => http.get(`x/${i}`)))
  expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  expect(server.requests).toHaveLength(4)
})

test('follows a redirect within the registry, with the headers', async () => {
  await using server = await startServer(inTurn(redirect('/api/new?page=2', 308), json('there')))
  expect(await open(server).get('old')).toBe('there')
  expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/api/old', `Bearer ${KEY}`],
    ['/api/new?page=2', `Bearer ${KEY}`],
  ])
})

test('follows five redirects and no more', async () => {
  let asked = 0
  await using server = await startServer((request, response) =>
    redirect(`/api/${++asked}`)(request, response),
  )
  await expect(open(server).get('x')).rejects.toThrow('redirects x without end (302)')
  expect(server.requests).toHaveLength(6)
})

test('the limit of size counts what is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(8_000_000, ' '))
  expect(bomb.length).toBeLessThan(100_000)
  await using server = await startServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  await expect(open(server).get('x')).rejects.toThrow('more than fits')
})

test('reads gzip, and refuses what is no UTF-8', async () => {
  const answers: RequestListener = inTurn(
    (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"grüße":"日本"}'))
    },
    (_, response) => {
      response.end(Buffer.from([0x22, 0xff, 0x22]))
    },
  )
  await using server = await startServer(answers)
  const http = open(server)
  expect(await http.get('x')).toEqual({ grüße: '日本' })
  await expect(http.get('x')).rejects.toThrow('no JSON')
})

test('a limit of requests ends pages without end', async () => {
  await using server = await startServer(json({ next: 'more' }))
  const http = open(server, {}, { maxRequests: 30 })
  const all = async (): Promise<void> => {
    for (;;) await http.get('pages')
  }
  await expect(all()).rejects.toThrow('would need more than 30 requests')
  expect(server.requests).toHaveLength(30)
})

test.each(['../x', 'a/../../x', 'a/..', '..', './x', 'a/%2e%2E/x', '/x', '//evil.example/x', 'a\\..\\..\\x'])(
  'the path %j leads nowhere',
  async (path) => {
    await using server = await startServer(json({}))
    await expect(async () => open(server).get(path)).rejects.toThrow('the path leads elsewhere')
    expect(server.requests).toEqual([])
  },
)

test.each([
  'http://registry.example',
  'http://127.0.0.1.example',
  'ftp://127.0.0.1',
  'registry.example',
  '',
  'https://user:word@registry.example',
  'https://registry.example?key=1',
  'file:///etc/passwd',
])('the base URL %j is refused', async (baseUrl) => {
  const text = await shown(() => open({ url: '' }, { baseUrl }))
  expect(text).toMatch(/RegistryError|BuildError/)
  expect(text).not.toContain('word@')
})

test.each([
  'http://localhost:1',
  'http://127.8.8.8:1',
  'http://[::1]:1',
  'http://a.localhost:1',
  'https://x.example',
])('the base URL %j is taken', (baseUrl) => {
  expect(() => open({ url: '' }, { baseUrl })).not.toThrow()
})

test.each([
  ['a line break in a key', `${KEY}\nx: y`],
  ['a letter that no header has', `${KEY}日本`],
  ['an empty key', ''],
])('%s: an error that shows nothing of it', async (_, value) => {
  const text = await shown(() =>
    open({ url: 'http://127.0.0.1:1' }, { headers: { 'x-api-key': value }, keyVariable: 'MY_KEY' }),
  )
  expect(text).toContain('MY_KEY')
  expect(text).not.toContain(KEY)
})

test.each([
  ['in the clear', `key ${KEY} is unknown`],
  ['decoded', 'no user pk-lf-12345'],
  ['as it was sent', `no ${Buffer.from('pk-lf-12345:sk-lf-98765').toString('base64')}`],
])('a registry that repeats the key %s is not quoted', async (_, message) => {
  await using server = await startServer(json({ error: { message } }, 403))
  const credentials = Buffer.from('pk-lf-12345:sk-lf-98765').toString('base64')
  const headers = { authorization: `Basic ${credentials}`, 'x-other': KEY }
  const text = await shown(open(server, { headers }).get('x'))
  expect(text).not.toMatch(/very-secret|pk-lf|sk-lf/)
  expect(text).not.toContain(credentials)
})

test('quotes what a registry says, in one short line without control characters', async () => {
  await using server = await startServer(
    json({ message: `no such\u001b[31m project\n${'x'.repeat(500)}` }, 422),
  )
  const text = await open(server)
    .get('a')
    .catch(({ summary }: { summary: string }) => summary)
  expect(text).toMatch(/^Registry answers a with 422: no such \[31m project x+…$/)
  expect(String(text).length).toBeLessThan(260)
})

test('the query, which may have secrets, is in no message', async () => {
  await using server = await startServer(json({}, 500))
  const text = await shown(open(server).get('x', { token: 'hidden-in-the-query' }))
  expect(text).not.toContain('hidden-in-the-query')
})

test('cleans an answer before anybody sees it', async () => {
  await using server = await startServer(json({ key: KEY, text: 'hello' }))
  const clean = (answer: Json): Json => ({ ...Object(answer), key: undefined })
  expect(await open(server, { clean }).get('x')).toEqual({ text: 'hello' })
})
