import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'

// It builds two apps and tells five stories.
vi.setConfig({ testTimeout: 60_000 })

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url))

function demo(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=@understudy/source', bin, ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}

test('tells the five stories as one JSON object', async () => {
  const { code, stdout, stderr } = await demo(['--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const prod = { environment: 'prod', provider: 'openai', model: 'gpt-5.4-mini', version: expect.any(String) }
  const fallback = { environment: 'fallback', provider: 'anthropic', model: 'claude-haiku-4-5' }
  const failed = (kind: string) => ({ environment: 'prod', ok: false, kind, ms: expect.any(Number) })
  const saved = { environment: 'fallback', ok: true, kind: null, ms: expect.any(Number) }
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    live: false,
    stories: [
      {
        name: 'primary healthy',
        servedBy: prod,
        attempts: [{ environment: 'prod', ok: true, kind: null }],
        text: 'The capital of Japan is Tokyo.',
      },
      {
        name: 'primary refusing connections',
        servedBy: fallback,
        attempts: [failed('connection'), saved],
        text: 'The currency of Switzerland is the Swiss franc (CHF).',
      },
      {
        name: 'primary answering 503',
        servedBy: fallback,
        attempts: [failed('server'), saved],
        text: 'Portugal borders one country: Spain.',
      },
      {
        name: 'primary stalling before the first token',
        servedBy: fallback,
        attempts: [failed('first_token_timeout'), saved],
        text: 'The languages of Canada are English and French.',
      },
      {
        name: 'primary cut mid-stream',
        servedBy: fallback,
        attempts: [{ ...failed('truncated'), firstTokenMs: expect.any(Number) }, saved],
        text: 'The calling code of Brazil is +55.',
      },
    ],
    registryRequests: 0,
    browserBundle: { found: 0 },
    problems: [],
  })
})

test('an unknown flag is answered with the usage', async () => {
  const { code, stdout, stderr } = await demo(['--jsn'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain("'--jsn'")
  expect(stderr).toContain('Usage: pnpm demo')
})

test('--live says which key is missing', async () => {
  const { code, stdout, stderr } = await demo(['--live'], { OPENAI_API_KEY: 'none' })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe('--live asks the real providers: set ANTHROPIC_API_KEY, or leave --live out.\n')
})
