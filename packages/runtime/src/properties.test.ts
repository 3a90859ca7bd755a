import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Adapter } from './adapter.ts'
import type { Attempt, StreamEvent } from './completion.ts'
import { continuing } from './continuing.ts'
import { type ClientOptions, createClient } from './create-client.ts'
import { CompletionError } from './errors/completion-error.ts'
import { candidate } from './fixtures/prompts.ts'
import { hedging } from './hedging.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { answerWith, type Behaviour, cutAfter, failAfter, failWith, stallAfter } from './testing/behaviour.ts'
import { type FakeProvider, fakeProvider } from './testing/fake-provider.ts'
import { seededRandom } from './testing/seeded-random.ts'
import { type VirtualClock, virtualClock } from './testing/virtual-clock.ts'

const question = { question: 'Why?' }
const limits = { firstToken: 1_000, idle: 700, deadline: 6_000 }

/** Behaviours as data, so that a counterexample can be read. */
type Fault =
  | ['answer' | 'cut' | 'stall', tokens: number, pace: number]
  | ['fail', kind: FaultKind, after: number]
  | ['break', tokens: number, kind: FaultKind]
const faultKinds = [
  'server',
  'connection',
  'overloaded',
  'rate_limit',
  'auth',
  'bad_request',
  'malformed',
] as const
type FaultKind = (typeof faultKinds)[number]

const tokens = fc.integer({ min: 0, max: 4 })
const pace = fc.constantFrom(0, 50, 400, 900)
const kind = fc.constantFrom(...faultKinds)
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant('answer' as const), tokens, pace) },
  fc.tuple(fc.constantFrom('cut' as const, 'stall' as const), tokens, pace),
  fc.tuple(fc.constant('fail' as const), kind, pace),
  fc.tuple(fc.constant('break' as const), tokens, kind),
)

/** What the nth provider does with its requests. Its text tells which provider, and which request, it is of. */
function behaviourOf(provider: string, faults: readonly Fault[]): Behaviour {
  let requests = 0
  return (body, options) => {
    const [type, first, second] = faults[requests % faults.length] ?? ['answer', 1, 0]
    const label = `${provider}${requests}`
    requests += 1
    const base = (() => {
      if (type === 'fail') return failWith(first, { after: second })
      if (type === 'break') return failAfter(first, second)
      const speed = { firstToken: second, between: second }
      if (type === 'answer') return answerWith(Array(first).fill('word').join(' '), speed)
      return type === 'cut' ? cutAfter(first, speed) : stallAfter(first, speed)
    })()
    return relabel(base(body, options), label)
  }
}

/** Puts a label in place of every word. */
async function* relabel(parts: ReturnType<Behaviour>, label: string) {
  for await (const batch of parts) {
    yield batch.map((part) => (part.type === 'text' ? { ...part, text: `<${label}>` } : part))
  }
}

const providerNames = ['a', 'b', 'c'] as const
type Options = Omit<ClientOptions<Record<(typeof providerNames)[number], Adapter>>, 'providers'>

function setUp(faults: readonly (readonly Fault[])[], options: Options, limited = false) {
  const clock = virtualClock()
  const [a, b, c] = providerNames.map((name, i) =>
    fakeProvider('openai.chat', behaviourOf(name, faults[i] ?? [])),
  ) as [FakeProvider, FakeProvider, FakeProvider]
  const seen: Attempt[] = []
  // Each has a limit of its own.
  const limit = (adapter: Adapter) => (limited ? limitConcurrency(1)(adapter) : adapter)
  const providers = { a: limit(a), b: limit(b), c: limit(c) }
  const client = createClient(
    { providers, ...limits, onAttempt: (attempt) => seen.push(attempt), ...options },
    { clock, random: seededRandom(1) },
  )
  const chain = providerNames.map((name) => candidate(name, name, 'openai.chat', 'm'))
  return { clock, client, prompt: { name: 'p', candidates: {}, chain }, providers: [a, b, c], seen }
}

/** Reads a stream; the events, and how it ended. */
async function read(stream: AsyncIterable<StreamEvent>, clock: VirtualClock) {
  const events: StreamEvent[] = []
  const start = clock.now()
  let error: unknown
  try {
    for await (const event of stream) events.push(event)
  } catch (thrown) {
    error = thrown
  }
  return { events, error, ms: clock.now() - start }
}

/** The text that a reader of the events ends up with. */
function visibleText(events: readonly StreamEvent[]): string {
  let text = ''
  for (const event of events) {
    if (event.type === 'text') text += event.text
    if (event.type === 'reset') text = ''
  }
  return text
}

const labelsOf = (text: string) => new Set(text.match(/<\w+>/g))

const scripts = fc.array(fc.array(fault, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 3 })
const mode = fc.constantFrom('restart', 'fail', 'buffer', 'continue')
const features = fc.record({ hedged: fc.boolean(), limited: fc.boolean(), retried: fc.boolean() })
const optionsOf = ({ hedged, retried }: { hedged: boolean; retried: boolean }): Options => ({
  ...(hedged && { hedge: hedging({ after: 300 }) }),
  retry: retried ? { budget: 1 } : false,
})

test('whatever happens: one whole answer or one error, in time, traced, and nothing left', async () => {
  await fc.assert(
    fc.asyncProperty(
      scripts,
      mode,
      features,
      fc.integer({ min: 1, max: 6 }),
      async (faults, mode, on, calls) => {
        const { clock, client, prompt, providers, seen } = setUp(faults, optionsOf(on), on.limited)
        const midstream = mode === 'continue' ? continuing() : (mode as 'restart' | 'fail' | 'buffer')
        const { signal } = new AbortController()
        const outcomes = await clock.settle(
          Promise.all(
            Array.from({ length: calls }, () =>
              read(client.stream(prompt, question, { signal, midstream }), clock),
            ),
          ),
        )

        for (const { events, error, ms } of outcomes) {
          const last = events.at(-1)
          expect(ms).toBeLessThanOrEqual(limits.deadline)
          let attempts: Attempt[]
          if (last?.type === 'done') {
            expect(error).toBeUndefined()
            const { text, servedBy } = last.result
            attempts = last.result.attempts
            expect(visibleText(events)).toBe(text)
            expect(attempts.at(-1)?.ok).toBe(true)
            expect(attempts.filter(({ ok }) => ok)).toHaveLength(1)
            // All of it is from one request to the one that served it; only `continue` puts two together.
            if (mode !== 'continue') {
              expect(labelsOf(text).size).toBe(1)
              expect(text.startsWith(`<${servedBy.provider}`)).toBe(true)
            } else
              expect(labelsOf(text).size).toBeLessThanOrEqual(
                1 + events.filter((e) => e.type === 'seam').length,
              )
          } else {
            expect(error).toBeInstanceOf(CompletionError)
            attempts = error instanceof CompletionError ? error.attempts : []
            expect(attempts.some(({ ok }) => ok)).toBe(false)
          }
          expect(attempts.length).toBeGreaterThan(0)
          expect(attempts.length).toBeLessThanOrEqual(2 * prompt.chain.length)
          for (const { ok, kind } of attempts) expect(ok).toBe(kind === undefined)
          if (mode === 'fail') expect(events.filter(({ type }) => type === 'reset')).toEqual([])
          if (mode === 'buffer' && error) expect(events).toEqual([])
        }

        // Every request is in one trace, once, and was seen by the observer.
        const traced = outcomes.flatMap(({ events, error }) => {
          const last = events.at(-1)
          return last?.type === 'done'
            ? last.result.attempts
            : error instanceof CompletionError
              ? error.attempts
              : []
        })
        expect(new Set(traced)).toEqual(new Set(seen))
        const skipped = (record: Attempt) => typeof record.usage === 'object'
        const requests = providers.flatMap(({ requests }) => requests)
        expect(traced.filter((record) => !skipped(record))).toHaveLength(requests.length)

        expect(providers.map(({ open }) => open)).toEqual([0, 0, 0])
        expect(clock.timers).toBe(0)
        expect(getEventListeners(signal, 'abort')).toEqual([])
      },
    ),
    { numRuns: 300, seed: 4 },
  )
})

test('an abort at any moment: the reason, and nothing left', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, features, fc.integer({ min: 0, max: 3_000 }), async (faults, on, moment) => {
      const { clock, client, prompt, providers, seen } = setUp(faults, optionsOf(on), on.limited)
      const controller = new AbortController()
      const { signal } = controller
      const reason = new Error('The user left.')
      const outcomes = [1, 2].map(() => read(client.stream(prompt, question, { signal }), clock))
      await clock.advance(moment)
      controller.abort(reason)
      const requests = providers.map(({ requests }) => requests.length)
      for (const { events, error } of await Promise.all(outcomes)) {
        if (events.at(-1)?.type !== 'done' && !(error instanceof CompletionError)) expect(error).toBe(reason)
      }
      await clock.advance(0)
      // Nobody is asked any more.
      expect(providers.map(({ requests }) => requests.length)).toEqual(requests)
      expect(providers.map(({ open }) => open)).toEqual([0, 0, 0])
      expect(clock.timers).toBe(0)
      expect(getEventListeners(signal, 'abort')).toEqual([])
      expect(seen.filter((record) => typeof record.usage !== 'object')).toHaveLength(
        requests.reduce((sum, count) => sum + count),
      )
    }),
    { numRuns: 300, seed: 5 },
  )
})

test('never two probes at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 20, maxLength: 60 }),
      async (faults, gaps) => {
        const { clock, client, prompt, seen, providers } = setUp([faults], { retry: false })
        providers[1]?.behave(answerWith('Fine.'))
        const ends = new Map<Attempt, number>()
        const running = gaps.map(async (_, i) => {
          await new Promise<void>((resolve) => {
            clock.after(
              gaps.slice(0, i).reduce((sum, gap) => sum + gap, 0),
              resolve,
            )
          })
          await read(client.stream(prompt, question), clock)
          for (const record of seen) if (!ends.has(record)) ends.set(record, clock.now())
        })
        await clock.settle(Promise.all(running))
        const probes = [...ends]
          .filter(([{ provider, circuit }]) => provider === 'a' && circuit === 'half_open')
          // A probe is one until its first content.
          .map(([{ ms, firstTokenMs = ms }, end]) => [end - ms, end - ms + firstTokenMs] as const)
          .sort(([a], [b]) => a - b)
        for (const [i, [start]] of probes.entries()) {
          const before = probes[i - 1]
          if (before) expect(start).toBeGreaterThanOrEqual(before[1])
        }
      },
    ),
    { numRuns: 150, seed: 6 },
  )
})
