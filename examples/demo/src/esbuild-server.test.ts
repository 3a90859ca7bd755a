import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  closedPort,
  cut,
  type FakeProvider,
  sandbox,
  sandboxText,
  stall,
  startSandbox,
  status,
} from '@understudy/testkit'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { exampleFolder } from './build-examples.ts'
import { runStory } from './run-story.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { type Fault, type Story, stories } from './stories.ts'

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let built: string
let primary: FakeProvider
let fallback: FakeProvider
let server: RunningServer

beforeAll(async () => {
  // The folder has nothing but the built output: no source, no prompts, no lock, no CLI, no node_modules.
  built = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  await promisify(execFile)(process.execPath, ['build.ts', built], { cwd: exampleFolder('esbuild-server') })
  primary = await startSandbox('openai.chat')
  fallback = await startSandbox('anthropic.messages')
  const allowed = [new URL(primary.url).host, new URL(fallback.url).host]
  server = await startServer(join(built, 'server.mjs'), providers(), allowed)
})
afterAll(async () => {
  await server.stop()
  await Promise.all([primary.close(), fallback.close(), rm(built, { recursive: true })])
})
beforeEach(() => {
  primary.behave(sandbox())
  fallback.behave(sandbox())
})

const providers = () => ({
  OPENAI_API_KEY: 'none',
  OPENAI_BASE_URL: primary.url,
  ANTHROPIC_API_KEY: 'none',
  ANTHROPIC_BASE_URL: fallback.url,
})

/** Counts the requests that reach the providers from now on. */
function counting(): () => { primary: number; fallback: number } {
  const before = [primary.requests.length, fallback.requests.length] as const
  return () => ({
    primary: primary.requests.length - before[0],
    fallback: fallback.requests.length - before[1],
  })
}

const question = 'Which countries border Portugal?'
const post = (body: unknown, signal?: AbortSignal): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...(signal && { signal }),
})

test('answers from the passages, by the prompt that was compiled in', async () => {
  const requests = counting()
  const response = await fetch(`${server.url}/ask`, post({ question }))
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    text: 'Portugal borders one country: Spain.',
    servedBy: { environment: 'prod', provider: 'openai', model: 'gpt-5.4-mini' },
    attempts: [{ environment: 'prod', ok: true }],
    ms: expect.any(Number),
  })
  expect(requests()).toEqual({ primary: 1, fallback: 0 })
})

test('streams events; after a cut the answer is the fallback’s, and no event holds the prompt', async () => {
  primary.behave(cut(sandboxText, { afterTokens: 2 }))
  const response = await fetch(`${server.url}/ask/stream`, post({ question }))
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const body = await response.text()
  expect(body).not.toContain('You answer questions')
  const events = body
    .split('\n\n')
    .filter(Boolean)
    .map((event) => JSON.parse(event.replace('data: ', '')))
  // How many tokens an event brings depends on how they arrive.
  const text = events.map(({ type, text }) => (type === 'text' ? text : ` <${type}> `)).join('')
  expect(text).toBe('Portugal borders <reset> Portugal borders one country: Spain. <done> ')
  expect(events.at(-1)).toMatchObject({
    servedBy: { environment: 'fallback' },
    attempts: [{ kind: 'truncated' }, { ok: true }],
  })
})

test('tells the attempts when no provider answers, as JSON and as the last event', async () => {
  primary.behave(status(503))
  fallback.behave(status(529))
  const failure = {
    error: expect.stringContaining('no answer (exhausted)'),
    code: 'exhausted',
    attempts: [
      { environment: 'prod', ok: false, kind: 'server', status: 503 },
      { environment: 'fallback', ok: false, kind: 'overloaded', status: 529 },
    ],
  }
  const whole = await fetch(`${server.url}/ask`, post({ question }))
  expect(whole.status).toBe(502)
  expect(await whole.json()).toMatchObject(failure)
  const streamed = await (await fetch(`${server.url}/ask/stream`, post({ question }))).text()
  expect(JSON.parse(streamed.replace('data: ', ''))).toMatchObject({ type: 'error', ...failure })
})

test.each(['/ask', '/ask/stream'])(
  '%s: a caller that goes away ends the request at the provider',
  async (path) => {
    const requests = counting()
    primary.behave(stall(sandboxText, { afterTokens: 1 }))
    const caller = new AbortController()
    const asked = fetch(server.url + path, post({ question }, caller.signal)).then((response) =>
      response.text(),
    )
    await expect.poll(requests).toEqual({ primary: 1, fallback: 0 })
    caller.abort()
    await expect(asked).rejects.toThrow()
    await primary.requests.at(-1)?.closed
    expect(primary.requests.at(-1)?.outcome).toBe('aborted_by_client')
    expect(requests()).toEqual({ primary: 1, fallback: 0 })
  },
)

test.each([
  ['no JSON', '{"question"', 400],
  ['no question', {}, 400],
  ['an empty question', { question: ' ' }, 400],
  ['too much', { question: 'x'.repeat(20_000) }, 413],
])('refuses %s', async (_what, body, expected) => {
  const requests = counting()
  const response = await fetch(`${server.url}/ask`, post(body))
  expect(response.status).toBe(expected)
  expect(await response.text()).not.toBe('')
  expect(requests()).toEqual({ primary: 0, fallback: 0 })
})

test('a story that does not end as it must has problems', async () => {
  primary.behave(status(401))
  const told = await runStory(story('none'), join(built, 'server.mjs'), {
    ...providers(),
    ANTHROPIC_BASE_URL: await closedPort(),
  })
  expect(told.servedBy).toBeUndefined()
  expect(told.attempts.map(({ kind }) => kind)).toEqual(['auth', 'connection'])
  expect(told.problems).toEqual([
    expect.stringContaining('no answer (exhausted)'),
    'prod should have answered.',
    'The answer should match /Tokyo/.',
    'There should have been one attempt.',
    'The primary should have failed by nothing, not auth.',
  ])
})

test('live, the healthy primary and the fallback are the ones of the environment', async () => {
  const requests = counting()
  const told = []
  for (const fault of ['none', 'refuse'] as const) {
    told.push(await runStory(story(fault), join(built, 'server.mjs'), providers()))
  }
  expect(told.flatMap(({ problems }) => problems)).toEqual([])
  expect(requests()).toEqual({ primary: 1, fallback: 1 })
})

function story(fault: Fault): Story {
  const found = stories.find((one) => one.fault === fault)
  if (!found) throw new Error(`There is no story of ${fault}.`)
  return found
}
