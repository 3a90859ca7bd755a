import { expect, test, vi } from 'vitest'
import { candidate, ragQa, viaOpenAI } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { answerWith, failWith, stallAfter } from './testing/behaviour.ts'

test('a candidate that fails again and again is not asked, and the trace says so', async () => {
  const { openai, repeat, run, seen } = world({ primary: failWith('server') }, { retry: false })
  await repeat(5)
  const { attempts } = await run()
  expect(attempts).toMatchObject([
    {
      environment: 'prod',
      ok: false,
      kind: 'circuit_open',
      circuit: 'open',
      ms: 0,
      usage: { inputTokens: 0, outputTokens: 0 },
    },
    { environment: 'fallback', ok: true, circuit: 'closed' },
  ])
  expect(openai.requests).toHaveLength(5)
  expect(seen.at(-2)).toBe(attempts[0])
})

test('one call probes, the others go to the fallback without waiting for it', async () => {
  const { openai, clock, repeat, client, question } = world({ primary: failWith('server') }, { retry: false })
  await repeat(5)
  await clock.advance(5_000)
  openai.behave(answerWith('Well again.', { firstToken: 1_000 }))
  const [probe, ...others] = await clock.settle(
    Promise.all(Array.from({ length: 4 }, () => client.run(ragQa, question))),
  )
  expect(probe?.attempts).toMatchObject([{ ok: true, circuit: 'half_open' }])
  for (const { attempts } of others) {
    expect(attempts).toMatchObject([{ kind: 'circuit_open' }, { ok: true, ms: 0 }])
  }
  expect((await clock.settle(client.run(ragQa, question))).attempts).toMatchObject([{ circuit: 'closed' }])
})

test('the last candidate is asked whatever its circuit says', async () => {
  const { openai, anthropic, run } = world(
    { primary: failWith('server'), fallback: failWith('server') },
    { retry: false },
  )
  for (let i = 0; i < 6; i++) await expect(run()).rejects.toMatchObject({ code: 'exhausted' })
  expect(openai.requests).toHaveLength(5)
  expect(anthropic.requests).toHaveLength(6)
  anthropic.behave(answerWith('Back.'))
  expect(await run()).toMatchObject({ attempts: [{ kind: 'circuit_open' }, { ok: true, circuit: 'open' }] })
})

test.each(['auth', 'quota', 'not_found', 'certificate'] as const)(
  '%s falls back and alerts',
  async (kind) => {
    const { run, seen } = world({ primary: failWith(kind) })
    const { attempts } = await run()
    expect(attempts).toMatchObject([{ kind, alert: true }, { ok: true }])
    expect(seen[0]).toMatchObject({ kind, alert: true })
    expect(attempts[1]?.alert).toBeUndefined()
  },
)

test('a dead key is asked once for all models, and alerts with each probe', async () => {
  const { openai, clock, client, question, seen } = world({ primary: failWith('auth') })
  const other = candidate('other', 'openai', 'openai.chat', 'gpt-5.4')
  const prompt = { ...ragQa, chain: [viaOpenAI, other, ragQa.chain[1]] } as const
  const { attempts } = await clock.settle(client.run(prompt, question))
  expect(attempts).toMatchObject([{ kind: 'auth' }, { kind: 'circuit_open' }, { ok: true }])
  await clock.advance(5_000)
  await clock.settle(client.run(prompt, question))
  expect(openai.requests).toHaveLength(2)
  expect(seen.filter(({ alert }) => alert)).toHaveLength(2)
})

test.each(['server', 'auth'] as const)('breaker: false asks every time, also after %s', async (kind) => {
  const { openai, repeat } = world({ primary: failWith(kind) }, { breaker: false, retry: false })
  await repeat(20)
  expect(openai.requests).toHaveLength(20)
})

test('decide goes before the default, and sees the cause', async () => {
  const { run, openai, client, clock, question } = world(
    { primary: failWith('refusal') },
    { decide: ({ kind, cause }) => (kind === 'refusal' && cause ? 'fall_back' : undefined) },
  )
  expect((await run()).text).toBe('From the fallback.')
  openai.behave(failWith('bad_request'))
  await expect(clock.settle(client.run(ragQa, question))).rejects.toMatchObject({ kind: 'bad_request' })
})

test('decide can fail what would fall back, and retry what would not be', async () => {
  const failing = world({ primary: failWith('server') }, { decide: () => 'fail' })
  await expect(failing.run()).rejects.toMatchObject({ code: 'rejected', kind: 'server' })
  const { openai, repeat, run } = world(
    {},
    { decide: (_, attempt) => (attempt.kind === 'too_large' ? 'retry' : undefined) },
  )
  await repeat(20)
  openai.behave(failWith('too_large'))
  expect((await run()).attempts).toMatchObject([{ kind: 'too_large' }, { kind: 'too_large' }, { ok: true }])
})

test('what decide throws reaches the caller', async () => {
  const broken = new Error('broken hook')
  const { run } = world(
    { primary: failWith('server') },
    {
      decide: () => {
        throw broken
      },
    },
  )
  await expect(run()).rejects.toBe(broken)
})

test('a chain of any length', async () => {
  const { client, clock, question, openai } = world({ primary: failWith('server') }, { breaker: false })
  const models = Array.from({ length: 20 }, (_, i) => candidate(`e${i}`, 'openai', 'openai.chat', `m${i}`))
  const prompt = { ...ragQa, chain: [...models, ragQa.chain[1]] }
  const { attempts, servedBy } = await clock.settle(client.run(prompt, question))
  expect(servedBy.environment).toBe('fallback')
  expect(attempts.length).toBeLessThanOrEqual(23)
  expect(openai.requests.length).toBe(attempts.length - 1)
})

test('decide has no say where the call is over', async () => {
  const decide = vi.fn(() => 'fall_back' as const)
  const { client, clock, question, anthropic } = world({ primary: stallAfter(0) }, { decide })
  await expect(clock.settle(client.run(ragQa, question, { deadline: 500 }))).rejects.toMatchObject({
    code: 'deadline',
  })
  expect(decide).not.toHaveBeenCalled()
  expect(anthropic.requests).toEqual([])
})
