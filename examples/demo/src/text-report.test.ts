import type { Attempt } from '@understudy/runtime'
import { expect, test } from 'vitest'
import type { DemoResult } from './run-demo.ts'
import type { Told } from './run-story.ts'
import { textReport } from './text-report.ts'

const failed: Attempt = {
  environment: 'prod',
  version: '154c01c5',
  provider: 'openai',
  api: 'openai.chat',
  model: 'gpt-5.4-mini',
  ok: false,
  kind: 'connection',
  code: 'ECONNREFUSED',
  ms: 2.4,
  endedAt: 1_700_000_000_002,
  usage: 'unknown',
  circuit: 'closed',
}
const answered: Attempt = {
  environment: 'fallback',
  version: 'ac12b16c',
  provider: 'anthropic',
  api: 'anthropic.messages',
  model: 'claude-haiku-4-5',
  ok: true,
  status: 200,
  ms: 21.6,
  endedAt: 1_700_000_000_024,
  firstTokenMs: 4,
  usage: 'unknown',
  circuit: 'closed',
}
const story = { name: 'primary down', fault: 'refuse', question: 'Who?', answer: /Ada/ } as const
const search = { files: 3, bytes: 7000, pieces: 16, found: 0 }
const told: Told = {
  story,
  text: 'Ada.',
  servedBy: answered,
  attempts: [failed, answered],
  connections: [],
  problems: [],
}
const result: DemoResult = {
  live: false,
  told: [told],
  registryRequests: 0,
  providerConnections: 2,
  browser: search,
  server: { ...search, found: 16 },
  problems: [],
}

test('tells who answered, every attempt and the counts', () => {
  expect(textReport(result, (_style, text) => text)).toMatchInlineSnapshot(`
    "Understudy: a built server, its primary (OpenAI) failing in four ways, and its fallback (Anthropic)
    The providers are local sandboxes that speak the providers' wire formats. They are no LLMs:
    each answers with the sentence of its prompt's passages that matches the question best.

    1 primary down  Who?
      ✗ prod      openai     gpt-5.4-mini      154c01c5   connection ECONNREFUSED                2 ms
      ✓ fallback  anthropic  claude-haiku-4-5  ac12b16c   answered                              22 ms
      “Ada.”

    0 registry requests at run time                the network guard saw 2 connections, 2 to the two providers
    0 pieces of prompt text in the browser bundle  of 16, searched in 3 files of 7000 bytes
    All 1 stories ended as they must.
    "
  `)
})

test('a failed attempt is told by what it had reached', () => {
  const attempts: Attempt[] = [
    { ...failed, kind: 'first_token_timeout', code: 'x' },
    { ...failed, kind: 'server', status: 503, code: 'server_error' },
    { ...failed, kind: 'truncated', status: 200, firstTokenMs: 3 },
  ]
  const stories = attempts.map((attempt) => ({ ...told, attempts: [attempt] }))
  const report = textReport({ ...result, told: stories }, (_style, text) => text)
  expect(report).toMatch(/first token timeout x +2 ms/)
  expect(report).toMatch(/server 503 server_error +2 ms/)
  expect(report).toMatch(/truncated after its first tokens +2 ms/)
})

test('problems and counts that are not 0 are red', () => {
  const bad = { ...result, registryRequests: 1, problems: ['primary down: prod should have answered.'] }
  const report = textReport(bad, (style, text) => `<${style}>${text}</${style}>`)
  expect(report).toContain('<red>1</red> registry requests at run time')
  expect(report).toContain('<red>✗ primary down: prod should have answered.</red>')
  expect(report).not.toContain('ended as they must')
})
