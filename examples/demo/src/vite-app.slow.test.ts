import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cut, sandboxText, stall, startSandbox } from '@understudy/testkit'
import { createBuilder, createServer } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exampleFolder } from './build-examples.ts'
import { findPromptText } from './find-prompt-text.ts'
import { startServer } from './start-server.ts'

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const root = exampleFolder('vite-app')
const prompts = exampleFolder('rag-qa/prompts')
let built: string

// In the app's node_modules, where the built server finds the packages that it imports.
beforeAll(async () => {
  built = await mkdtemp(join(root, 'node_modules/.test-'))
  const builder = await createBuilder({
    root,
    mode: 'production',
    logLevel: 'error',
    environments: {
      client: { build: { outDir: join(built, 'client') } },
      ssr: { build: { outDir: join(built, 'server') } },
    },
  })
  await builder.buildApp()
})
afterAll(() => rm(built, { recursive: true }))

async function startProviders() {
  const primary = await startSandbox('openai.chat')
  const fallback = await startSandbox('anthropic.messages')
  return {
    primary,
    fallback,
    allowed: [new URL(primary.url).host, new URL(fallback.url).host],
    env: {
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: primary.url,
      ANTHROPIC_API_KEY: 'none',
      ANTHROPIC_BASE_URL: fallback.url,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([primary.close(), fallback.close()])
    },
  }
}

const ask = (url: string, question: string, signal = new AbortController().signal) =>
  fetch(new URL('/api/ask', url), { method: 'POST', body: JSON.stringify({ question }), signal })

test('the browser gets no prompt, no runtime and no SDK; the server has the prompts', async () => {
  expect(await findPromptText(prompts, join(built, 'client'))).toMatchObject({ files: 3, found: 0 })
  const server = await findPromptText(prompts, join(built, 'server'))
  expect(server.found).toBe(server.pieces)

  const assets = join(built, 'client/assets')
  const [script = ''] = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const code = await readFile(join(assets, script), 'utf8')
  expect(code).toContain('/api/ask')
  expect(code).not.toMatch(/openai|anthropic|claude|gpt-|chat\/completions|understudy/i)
  expect(code.length).toBeLessThan(5_000)
})

test('the built server serves the built page and answers it, by the fallback after a cut', async () => {
  await using providers = await startProviders()
  providers.primary.behave(cut(sandboxText, { afterTokens: 2 }))
  const server = await startServer(join(built, 'server/main.mjs'), providers.env, providers.allowed)
  try {
    const page = await (await fetch(server.url)).text()
    expect(page).toContain('<h1>Ask the atlas</h1>')
    const script = /<script type="module" crossorigin src="([^"]+)">/.exec(page)?.[1] ?? ''
    const response = await fetch(new URL(script, server.url))
    expect(response.headers.get('content-type')).toContain('text/javascript')
    expect(await response.text()).toContain('/api/ask')

    const events = await (await ask(server.url, 'What is the capital of Japan?')).text()
    expect(events).toContain('"type":"reset"')
    expect(events).not.toContain('You answer questions')
    const last = events.trim().split('\n\n').at(-1) ?? ''
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({
      type: 'done',
      servedBy: { environment: 'fallback' },
      attempts: [{ kind: 'truncated' }, { ok: true }],
    })

    expect((await ask(server.url, '')).status).toBe(400)
  } finally {
    const connections = await server.stop()
    expect(connections.filter(({ allowed }) => !allowed)).toEqual([])
  }
})

test('a page that leaves ends the request at the provider', async () => {
  await using providers = await startProviders()
  providers.primary.behave(stall(sandboxText, { afterTokens: 1 }))
  const server = await startServer(join(built, 'server/main.mjs'), providers.env, providers.allowed)
  try {
    const page = new AbortController()
    const response = await ask(server.url, 'What is the capital of Japan?', page.signal)
    await response.body?.getReader().read()
    page.abort()
    await providers.primary.requests[0]?.closed
    expect(providers.primary.requests[0]?.outcome).toBe('aborted_by_client')
    expect(providers.fallback.requests).toHaveLength(0)
  } finally {
    await server.stop()
  }
})

test('the dev server serves the page and answers it, in one process', async () => {
  await using providers = await startProviders()
  for (const [name, value] of Object.entries(providers.env)) vi.stubEnv(name, value)
  const dev = await createServer({
    root,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', watch: null },
  })
  try {
    await dev.listen()
    const url = dev.resolvedUrls?.local[0] ?? ''
    expect(await (await fetch(url)).text()).toContain('<h1>Ask the atlas</h1>')
    const events = await (await ask(url, 'What is the capital of Japan?')).text()
    expect(events).toContain('"servedBy":{"environment":"prod"')
  } finally {
    await dev.close()
    vi.unstubAllEnvs()
  }
})
