import { Script } from 'node:vm'
import { createServer, type ViteDevServer } from 'vite'
import { expect, test, vi } from 'vitest'
import { BROKEN, createFixture, type Fixture, openaiTemplate, promptFiles } from '../../testing/fixture.ts'
import understudy from '../../vite.ts'
import { SCRIPT } from './script.ts'

interface Served extends AsyncDisposable {
  server: ViteDevServer
  get(path: string, init?: RequestInit): Promise<Response>
  json(path: string): Promise<Record<string, unknown>>
}

async function serve(fixture: Fixture): Promise<Served> {
  const server = await createServer({
    root: fixture.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [understudy()],
    server: { host: '127.0.0.1', port: 0, ws: false },
    optimizeDeps: { noDiscovery: true },
  })
  await server.listen()
  const base = server.resolvedUrls?.local[0] ?? ''
  const get: Served['get'] = (path, init) =>
    fetch(new URL(`__understudy/${path}`, base), { redirect: 'manual', ...init })
  return {
    server,
    get,
    json: async (path) => (await get(path)).json(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

test('serves one page that needs nothing else, and lets nothing else in', async () => {
  await using fixture = await createFixture()
  await using served = await serve(fixture)
  const response = await served.get('')
  const page = await response.text()
  const policy = response.headers.get('content-security-policy') ?? ''
  const nonce = /script-src 'nonce-([\w-]{20,})'/.exec(policy)?.[1]
  expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
  expect(policy).not.toMatch(/unsafe|\*|http/)
  expect(page).toContain(`<script nonce="${nonce}">`)
  expect(page).toContain(`<style nonce="${nonce}">`)
  expect(page).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\/|@import|url\(/)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const again = await served.get('')
  expect(again.headers.get('content-security-policy')).not.toBe(policy)
})

test('lists the prompts, and shows one with all its candidates', async () => {
  await using fixture = await createFixture('Be brief.', promptFiles('übersicht-2', 'Words.'))
  await using served = await serve(fixture)
  expect(await served.json('prompts.json')).toMatchObject({
    prompts: ['rag-qa', 'übersicht-2'],
    errors: [],
  })
  expect(await served.json(`prompt.json?name=${encodeURIComponent('übersicht-2')}`)).toMatchObject({
    prompts: [{ name: 'übersicht-2' }],
  })
  expect(await served.json('prompt.json?name=rag-qa')).toMatchObject({
    prompts: [
      {
        name: 'rag-qa',
        variables: { question: '‹question›' },
        candidates: [
          { environment: 'prod', request: { messages: [{ role: 'system', content: 'Be brief.' }, {}] } },
          { environment: 'fallback', api: 'anthropic.messages' },
        ],
      },
    ],
    errors: [],
  })
})

test('a change of a template is a new revision, also right after the start; without one it stays', {
  timeout: 30_000,
}, async () => {
  await using fixture = await createFixture('First.')
  await using served = await serve(fixture)
  const soon = { timeout: 15_000, interval: 20 }
  const { revision } = await served.json('prompts.json')
  expect((await served.json('prompts.json')).revision).toBe(revision)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Second.') })
  await vi.waitFor(async () => {
    expect((await served.json('prompts.json')).revision).not.toBe(revision)
    expect(JSON.stringify(await served.json('prompt.json?name=rag-qa'))).toContain('Second.')
  }, soon)
  await fixture.write({ 'prompts/rag-qa/prod.yaml': BROKEN })
  await vi.waitFor(async () => {
    const frame = expect.stringContaining('{{#passages}}')
    const errors = [{ file: 'prompts/rag-qa/prod.yaml', line: 6, frame }]
    expect(await served.json('prompts.json')).toMatchObject({ errors })
  }, soon)
})

test('a template with markup is data only', async () => {
  const markup = '</script><script>alert(1)</script><img src=x onerror=alert(2)>'
  await using fixture = await createFixture(markup)
  await using served = await serve(fixture)
  expect(await (await served.get('')).text()).not.toContain('alert(')
  const response = await served.get('prompt.json?name=rag-qa')
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(JSON.stringify(await response.json())).toContain(JSON.stringify(markup).slice(1, -1))
  const unknown = await served.json(`prompt.json?name=${encodeURIComponent(markup)}`)
  expect(unknown).toMatchObject({
    prompts: [],
    errors: [{ summary: expect.stringContaining('there is no prompt') }],
  })
})

test('the script is sound, and puts nothing into the page as markup', () => {
  expect(() => new Script(SCRIPT)).not.toThrow()
  expect(SCRIPT).not.toMatch(
    /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|DOMParser|srcdoc|\.on[a-z]+ *=/,
  )
})

test('is for this machine and for reading only', async () => {
  await using fixture = await createFixture()
  await using served = await serve(fixture)
  expect((await served.get('', { method: 'POST' })).status).toBe(405)
  expect((await served.get('elsewhere')).status).toBe(404)
  expect(await (await served.get('prompts.json', { method: 'HEAD' })).text()).toBe('')
  const redirect = await fetch(new URL('__understudy', served.server.resolvedUrls?.local[0]), {
    redirect: 'manual',
  })
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/__understudy/'])
})

test('the dev server prints its address', async () => {
  await using fixture = await createFixture()
  await using served = await serve(fixture)
  const info = vi.spyOn(served.server.config.logger, 'info')
  served.server.printUrls()
  expect(info.mock.calls.flat().join('\n')).toMatch(/Prompts: http:\/\/127\.0\.0\.1:\d+\/__understudy\/$/m)
})
