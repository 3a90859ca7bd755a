import { strictEqual } from 'node:assert'
import { setTimeout } from 'node:timers/promises'
import { type ClientOptions, createClient } from '@understudy/runtime'
import { closedPort } from '@understudy/testkit'
import { overSdks, sdks } from './clients.ts'
import { generateExample } from './example-project.ts'
import { type ExamplePrompt, importExample } from './example-prompt.ts'
import type { Figure } from './figure.ts'
import { median } from './median.ts'
import { aiSdk, langChain, type Peer, type Places } from './peers.ts'
import { samples } from './rag-qa.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

/** Milliseconds without a first token, after which the primary is given up. */
const FIRST_TOKEN = 400

/** Milliseconds after which a library that has not answered is given up. */
const PATIENCE = 3_000

/** The longest random wait before a retry, in milliseconds. */
const JITTER = 250

/** What may be added to the fallback's own latency, in milliseconds. */
const BUDGET = { plain: 5, retried: 5 + JITTER, stalled: 50 }

/** How long a call takes whose primary fails, over what the fallback takes when it is asked directly. */
export async function benchFailover(rounds: number): Promise<Figure[]> {
  using folder = scratch()
  using provider = await startProvider()
  const prompt = await importExample(generateExample(folder.path, ['prod', 'fallback']))
  const ok = provider.places('ok')
  const faults: [string, Places][] = [
    ['503', { ...ok, openai: provider.places('503').openai }],
    ['refused', { ...ok, openai: `${await closedPort()}/v1` }],
  ]
  const stalled = { ...ok, openai: provider.places('stall').openai }
  const few = Math.ceil(rounds / 4)
  const figures: Figure[] = []
  const add = async (name: string, peer: Peer, budget?: number, repeats = rounds, limit = 0, rest = 0) => {
    const { extra, note } = await measure(peer, repeats, rest)
    if (budget && note) throw new Error(`${name}: ${note}`)
    figures.push({ name, value: extra - limit, unit: 'ms', ...(budget && { budget }), ...(note && { note }) })
  }

  for (const [fault, places] of faults) {
    // A circuit that is open is probed every 5 to 15 seconds: too seldom to be in a median.
    const open = understudy(prompt, places, {})
    for (let i = 0; i < 10; i++) await open.ask()
    await add(`${fault}: run, circuit open`, open, BUDGET.plain)
    const never = { retry: false, breaker: false } as const
    await add(`${fault}: run, no retry, no circuit`, understudy(prompt, places, never), BUDGET.plain)
    const always = { retry: { budget: 1 }, breaker: false } as const
    await add(
      `${fault}: run, retried after the longest wait`,
      understudy(prompt, places, always, () => 1),
      BUDGET.retried,
      few,
      0,
      JITTER,
    )
    for (const [name, peer] of libraries) {
      await add(`${fault}: ${name}, no retry`, peer(places, { maxRetries: 0 }), undefined, rounds)
      await add(`${fault}: ${name}, as it comes`, peer(places), undefined, 1)
    }
  }
  const limits = { firstToken: FIRST_TOKEN, breaker: false } as const
  await add(
    `stalled: run, over its limit of ${FIRST_TOKEN} ms`,
    understudy(prompt, stalled, limits),
    BUDGET.stalled,
    few,
    FIRST_TOKEN,
  )
  for (const [name, peer] of libraries) {
    await add(`stalled: ${name}, as it comes`, peer(stalled), undefined, 1)
  }
  return figures
}

const libraries = [
  ['ai with ai-fallback', aiSdk],
  ['LangChain withFallbacks', langChain],
] as const

/** Understudy over the official SDKs, asked as the others are. */
function understudy(
  prompt: ExamplePrompt,
  places: Places,
  options: Omit<ClientOptions<Record<string, never>>, 'providers' | 'history'>,
  random: () => number = Math.random,
): { ask(question?: string, fallbackOnly?: boolean): Promise<string> } {
  const providers = overSdks(sdks(places))
  const client = createClient({ ...options, providers }, { random })
  const alone: ExamplePrompt = { ...prompt, chain: [prompt.candidates.fallback] }
  const [{ passages }] = samples as [(typeof samples)[number]]
  return {
    async ask(question = 'Which?', fallbackOnly) {
      const { text, servedBy } = await client.run(fallbackOnly ? alone : prompt, { question, passages })
      strictEqual(servedBy.provider, 'anthropic')
      return text
    },
  }
}

/**
 * The median of what failing over adds; calls over the chain and of the fallback alone take turns.
 *
 * @param rest Milliseconds without work before the fallback is asked alone. A call that waits before its retry asks it
 * after such a rest too, when caches and connections are cold.
 */
async function measure(peer: Peer, rounds: number, rest: number): Promise<{ extra: number; note?: string }> {
  const time = async (fallbackOnly: boolean) => {
    if (fallbackOnly && rest > 0) await setTimeout(rest)
    const started = performance.now()
    const given = Promise.withResolvers<string>()
    const timer = globalThis.setTimeout(() => given.resolve(`none after ${PATIENCE / 1000} s`), PATIENCE)
    const asked = peer.ask('Which?', fallbackOnly).then(
      () => undefined,
      (error: Error) => `fails: ${error.message.split('\n')[0]?.replace(/127\S+/, 'the primary')}`,
    )
    const problem = await Promise.race([asked, given.promise])
    clearTimeout(timer)
    return { ms: performance.now() - started, problem }
  }
  for (let i = 0; i < Math.min(rounds, 5); i++) await time(true)
  const extras: number[] = []
  let note: string | undefined
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [true, false] : [false, true]
    const took = new Map<boolean, number>()
    for (const fallbackOnly of order) {
      const { ms, problem } = await time(fallbackOnly)
      note ??= problem
      took.set(fallbackOnly, ms)
    }
    extras.push((took.get(false) ?? Number.NaN) - (took.get(true) ?? Number.NaN))
  }
  return { extra: median(extras), ...(note && { note }) }
}
