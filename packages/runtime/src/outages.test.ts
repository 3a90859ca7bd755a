import { expect, test } from 'vitest'
import { CompletionError } from './errors/completion-error.ts'
import { ragQa } from './fixtures/prompts.ts'
import { world } from './fixtures/world.ts'
import { answerWith, type Behaviour, cutAfter, failAfter, failWith, stallAfter } from './testing/behaviour.ts'
import { seededRandom } from './testing/seeded-random.ts'
import type { VirtualClock } from './testing/virtual-clock.ts'

const well = answerWith('From the primary.', { firstToken: 300, between: 20 })

/** A provider that behaves by the time. */
const byTime =
  (choose: (at: number) => Behaviour): Behaviour =>
  (body, options) =>
    choose(options.clock.now())(body, options)

/** Calls at a steady rate, on the virtual clock; resolves when all have ended. */
async function load<T>(
  clock: VirtualClock,
  { calls, every }: { calls: number; every: number },
  call: () => Promise<T>,
) {
  const running: Promise<T>[] = []
  for (let i = 0; i < calls; i++) {
    running.push(call())
    await clock.advance(every)
  }
  return clock.settle(Promise.all(running))
}

const tenASecond = (seconds: number) => ({ calls: seconds * 10, every: 100 })

// A 503 that takes its time is known later: more requests are under way by then.
test.each([
  [0, 10],
  [100, 10],
  [200, 13],
  [1_000, 21],
])('503 for 60 s at 10 rps, after %d ms: at most %d requests, back within 20 s', async (after, most) => {
  const outage = { from: 30_000, to: 90_000 }
  const primary = byTime((at) => (at >= outage.from && at < outage.to ? failWith(503, { after }) : well))
  const { client, clock, openai, question } = world({ primary })
  const results = await load(clock, tenASecond(150), () => client.run(ragQa, question))
  const duringOutage = openai.requests.filter(({ at }) => at >= outage.from && at < outage.to)
  expect(duringOutage.length).toBeLessThanOrEqual(most)
  expect(results.every(({ text }) => text)).toBe(true)
  const back = openai.requests.find(({ at }) => at >= outage.to)
  expect(back?.at).toBeLessThanOrEqual(outage.to + 15_100)
  // From 20 s after it has healed, every call is served by it.
  const late = results.slice((outage.to + 20_000) / 100)
  expect(late.length).toBeGreaterThan(300)
  expect(late.every(({ servedBy }) => servedBy.provider === 'openai')).toBe(true)
})

test('a headerless hang at 10 rps: the fallback’s first token comes soon enough', async () => {
  const firstToken = 8_000
  const { client, clock, openai, question } = world({ primary: stallAfter(0) }, { firstToken })
  const times: number[] = []
  await load(clock, tenASecond(120), async () => {
    const start = clock.now()
    for await (const event of client.stream(ragQa, question)) {
      if (event.type === 'text') {
        times.push(clock.now() - start)
        break
      }
    }
  })
  times.sort((a, b) => a - b)
  expect(times).toHaveLength(1_200)
  expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(firstToken + 2_000)
  expect(times[Math.floor(times.length * 0.5)]).toBe(0)
  // Those of the first 8 s had no way to know; from then on there are probes only.
  expect(openai.requests.filter(({ at }) => at > firstToken + 1_000).length).toBeLessThanOrEqual(12)
  expect(openai.open).toBe(0)
  expect(clock.timers).toBe(0)
})

test('20 % of primary and 1 % of fallback requests fail, 10,000 calls: 99.9 % whole answers', async () => {
  const random = seededRandom(20)
  const faults: Behaviour[] = [
    failWith(503),
    failWith('connection'),
    failWith('overloaded'),
    failWith('rate_limit'),
    cutAfter(2),
    failAfter(2, 'server'),
    cutAfter(0),
  ]
  const sometimes =
    (share: number, text: string): Behaviour =>
    (body, options) => {
      const fault = random() < share ? faults[Math.floor(random() * faults.length)] : undefined
      return (fault ?? answerWith(text))(body, options)
    }
  const texts = { openai: 'One whole answer.', anthropic: 'Another whole answer.' }
  const { client, clock, question } = world({
    primary: sometimes(0.2, texts.openai),
    fallback: sometimes(0.01, texts.anthropic),
  })
  let whole = 0
  let truncated = 0
  await load(clock, { calls: 10_000, every: 100 }, async () => {
    try {
      const { text, servedBy } = await client.run(ragQa, question)
      if (text === texts[servedBy.provider as keyof typeof texts]) whole += 1
      else truncated += 1
    } catch (error) {
      expect(error).toBeInstanceOf(CompletionError)
    }
  })
  expect(truncated).toBe(0)
  expect(whole).toBeGreaterThanOrEqual(9_990)
})

test.each([1_000, 7_000, 40_000])(
  'a primary that comes and goes every %d ms is asked within bounds',
  async (period) => {
    const primary = byTime((at) => (Math.floor(at / period) % 2 ? well : failWith(503)))
    const { client, clock, openai, question } = world({ primary })
    let wasted = 0
    await load(clock, tenASecond(300), async () => {
      const { attempts, text } = await client.run(ragQa, question)
      wasted += attempts.filter(({ kind }) => kind === 'server').length
      expect(text).not.toBe('')
    })
    // Each closing of the circuit costs at most five failures, and it closes at most once every five seconds.
    expect(wasted).toBeLessThanOrEqual((300 / 5) * 5)
    expect(openai.open).toBe(0)
  },
)

test('a primary that always breaks off in the middle is hardly asked', async () => {
  const { client, clock, openai, question } = world({
    primary: cutAfter(2, { firstToken: 100, between: 100 }),
  })
  await load(clock, tenASecond(120), () => client.run(ragQa, question))
  // Five before it opens and as many under way; then each probe lets in those of the 100 ms until it breaks off.
  expect(openai.requests.length).toBeLessThanOrEqual(7 + 10 * 3)
})
