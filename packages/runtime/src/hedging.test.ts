import { describe, expect, test } from 'vitest'
import { candidate, ragQa, viaOpenAI } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { hedging } from './hedging.ts'
import { answerWith, failAfter, failWith, stallAfter } from './testing/behaviour.ts'

const options = { hedge: hedging({ after: 1_000 }), firstToken: 4_000 }
const after = (ms: number) => ({ after: ms })
const from = (ms: number) => ({ firstToken: ms })

test('a primary in time is alone', async () => {
  const { anthropic, run, clock } = world({ primary: answerWith('Quick.', from(999)) }, options)
  const { attempts } = await run()
  expect(attempts).toMatchObject([{ ok: true, ms: 999 }])
  expect(anthropic.requests).toEqual([])
  expect(clock.timers).toBe(0)
})

test('a slow primary is outrun', async () => {
  const { openai, anthropic, run, clock } = world(
    { primary: stallAfter(0), fallback: answerWith('Second.', from(500)) },
    options,
  )
  const { text, attempts } = await run()
  expect(text).toBe('Second.')
  expect(attempts).toMatchObject([
    { environment: 'prod', kind: 'outrun', ms: 1_500 },
    { environment: 'fallback', ok: true, ms: 500 },
  ])
  expect(anthropic.requests[0]?.at).toBe(1_000)
  expect(openai.requests[0]?.signal.aborted).toBe(true)
  expect(openai.open).toBe(0)
  expect(clock.timers).toBe(0)
})

test('a slow primary can still win, and the fallback is let go', async () => {
  const { anthropic, run, clock } = world(
    { primary: answerWith('First after all.', { firstToken: 1_200, between: 300 }), fallback: stallAfter(0) },
    options,
  )
  const { text, attempts } = await run()
  expect(text).toBe('First after all.')
  expect(attempts).toMatchObject([
    { environment: 'fallback', kind: 'unneeded', ms: 200 },
    { environment: 'prod', ok: true },
  ])
  expect(anthropic.requests[0]?.signal.aborted).toBe(true)
  expect(clock.timers).toBe(0)
})

test('a primary that fails before the limit is handled as ever', async () => {
  const { run } = world({ primary: failWith('server', after(500)) }, options)
  expect((await run()).attempts).toMatchObject([{ kind: 'server' }, { ok: true }])
})

describe('in the race', () => {
  test('the first one fails: the second goes on', async () => {
    const { run, anthropic } = world(
      { primary: failWith('server', after(1_500)), fallback: answerWith('Second.', from(3_000)) },
      options,
    )
    expect((await run()).attempts).toMatchObject([{ kind: 'server' }, { ok: true, ms: 3_000 }])
    expect(anthropic.requests).toHaveLength(1)
  })

  test('the second one fails: the first goes on', async () => {
    const { run } = world(
      { primary: answerWith('First.', from(3_000)), fallback: failWith('server') },
      options,
    )
    expect((await run()).attempts).toMatchObject([
      { environment: 'fallback', kind: 'server' },
      { environment: 'prod', ok: true },
    ])
  })

  test.each([
    [2_000, 1_000],
    [3_000, 5_000],
  ])('both fail: nobody is asked twice (%i, %i)', async (first, second) => {
    const { run, openai, anthropic } = world(
      { primary: failWith('server', after(first)), fallback: failWith('server', after(second)) },
      options,
    )
    await expect(run()).rejects.toMatchObject({ code: 'exhausted' })
    expect([openai.requests.length, anthropic.requests.length]).toEqual([1, 1])
  })

  test('both fail: the third is asked', async () => {
    const third = candidate('third', 'openai', 'openai.chat', 'other')
    const { client, clock, question, openai } = world({ fallback: failWith('server', after(1_000)) }, options)
    openai.behave(failWith('server', after(1_500)), answerWith('Third.'))
    const prompt = { ...ragQa, chain: [viaOpenAI, ragQa.chain[1], third] } as const
    const { servedBy, attempts } = await clock.settle(client.run(prompt, question))
    expect(servedBy.environment).toBe('third')
    expect(attempts).toHaveLength(3)
  })

  test('a failure that nobody is asked to repair ends it', async () => {
    const { run, anthropic } = world(
      { primary: failWith('bad_request', after(1_500)), fallback: stallAfter(0) },
      options,
    )
    await expect(run()).rejects.toMatchObject({
      code: 'rejected',
      kind: 'bad_request',
      attempts: [{ kind: 'bad_request' }, { kind: 'unneeded' }],
    })
    expect(anthropic.open).toBe(0)
  })

  test('a fallback that could not be asked then is asked in the end', async () => {
    const { run, anthropic, client, clock, question, openai } = world(
      { primary: failWith('auth'), fallback: failWith('not_found') },
      options,
    )
    await expect(run()).rejects.toMatchObject({ code: 'exhausted' })
    await clock.advance(4_000)
    await expect(clock.settle(client.run(ragQa, question))).rejects.toMatchObject({ code: 'exhausted' })
    await clock.advance(1_000)
    // The primary's circuit lets a probe through; the fallback's is open.
    openai.behave(stallAfter(0))
    anthropic.behave(answerWith('Well again.'))
    const { attempts } = await run()
    expect(attempts.at(-1)).toMatchObject({ environment: 'fallback', ok: true })
  })
})

test('after the winner’s first content, a failure is a failure', async () => {
  const { client, clock, question } = world(
    { primary: stallAfter(0), fallback: failAfter(2, 'overloaded', from(100)) },
    options,
  )
  await expect(clock.settle(client.run(ragQa, question))).rejects.toMatchObject({
    code: 'exhausted',
    kind: 'overloaded',
    partial: 'word1 word2',
  })
})

test('an abort ends both', async () => {
  const { client, clock, question, openai, anthropic, seen } = world(
    { primary: stallAfter(0), fallback: stallAfter(0) },
    options,
  )
  const controller = new AbortController()
  const reason = new Error('The user left.')
  const run = client.run(ragQa, question, { signal: controller.signal })
  run.catch(() => {})
  await clock.advance(2_000)
  expect([openai.open, anthropic.open]).toEqual([1, 1])
  controller.abort(reason)
  await expect(run).rejects.toBe(reason)
  expect([openai.open, anthropic.open, clock.timers]).toEqual([0, 0, 0])
  expect(seen.map(({ kind }) => kind)).toEqual(['aborted', 'aborted'])
})

test('a consumer that leaves ends the winner', async () => {
  const { client, clock, question, anthropic, seen } = world(
    { primary: stallAfter(0), fallback: stallAfter(1) },
    options,
  )
  const stream = client.stream(ragQa, question)
  expect((await clock.settle(stream.next())).value).toEqual({ type: 'text', text: 'word1' })
  await stream.return()
  expect(anthropic.open).toBe(0)
  expect(clock.timers).toBe(0)
  expect(seen).toMatchObject([{ kind: 'outrun' }, { kind: 'aborted' }])
})

test('a primary that is always outrun is left alone', async () => {
  const { repeat, run, openai } = world({ primary: stallAfter(0) }, options)
  await repeat(5)
  expect((await run()).attempts).toMatchObject([{ kind: 'circuit_open' }, { ok: true, ms: 0 }])
  expect(openai.requests).toHaveLength(5)
})

test('a fallback that is not needed stays well', async () => {
  const { repeat, anthropic, openai, run } = world(
    { primary: answerWith('Slow.', from(1_200)), fallback: stallAfter(0) },
    options,
  )
  await repeat(10)
  expect(anthropic.requests).toHaveLength(10)
  openai.behave(failWith('auth'))
  anthropic.behave(answerWith('Fine.'))
  expect((await run()).attempts.at(-1)).toMatchObject({ ok: true, circuit: 'closed' })
})
