import { strictEqual } from 'node:assert'
import { createClient } from '@understudy/runtime'
import { callByHand } from './call-by-hand.ts'
import { callSdk } from './call-sdk.ts'
import { overFetch, overSdks, sdks } from './clients.ts'
import { compare } from './compare.ts'
import { generateExample } from './example-project.ts'
import { type ExamplePrompt, importExample } from './example-prompt.ts'
import type { Figure } from './figure.ts'
import { formatByHand } from './format-by-hand.ts'
import { aiSdk, langChain } from './peers.ts'
import { samples, type Variables } from './rag-qa.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

type Call = (variables: Variables) => Promise<string>

/** What is compared with what. */
interface Pair {
  name: string
  budget?: number
  call: Call
  base: Call
}

/** What `run` adds to a call, on loopback, where the provider takes next to no time. */
export async function benchOverhead(rounds: number): Promise<Figure[]> {
  using folder = scratch()
  using provider = await startProvider()
  const chain = await importExample(generateExample(folder.path, ['prod', 'fallback']))
  const reversed: ExamplePrompt = { ...chain, chain: chain.chain.toReversed() }
  const { prod, fallback } = chain.candidates
  const places = provider.places('ok')
  const own = sdks(places)

  const pairs = (['stream', 'json'] as const).flatMap((upstream): Pair[] => {
    const isStream = upstream === 'stream'
    const what = isStream ? 'a stream' : 'JSON'
    const onSdks = createClient({ providers: overSdks(own), upstream })
    const onFetch = createClient({ providers: overFetch(places), upstream })
    return [
      {
        name: `run on fetch, ${what}, against fetch by hand`,
        budget: 1.15,
        call: async (variables) => (await onFetch.run(chain, variables)).text,
        base: (variables) => callByHand(places.openai, prod.request(variables), isStream),
      },
      {
        name: `run over the OpenAI SDK, ${what}, against its own call`,
        budget: 1.05,
        call: async (variables) => (await onSdks.run(chain, variables)).text,
        base: (variables) => callSdk.openai(own.openai, prod.request(variables), isStream),
      },
      {
        name: `run over the Anthropic SDK, ${what}, against its own call`,
        budget: 1.05,
        call: async (variables) => (await onSdks.run(reversed, variables)).text,
        base: (variables) => callSdk.anthropic(own.anthropic, fallback.request(variables), isStream),
      },
    ]
  })
  for (const [name, peer] of [
    ['ai with ai-fallback', aiSdk(places)],
    ['LangChain withFallbacks', langChain(places)],
  ] as const) {
    pairs.push({
      name: `${name}, JSON, against fetch by hand`,
      call: (variables) => peer.ask(questionOf(variables)),
      base: (variables) => callByHand(places.openai, formatByHand(variables), false),
    })
  }

  const figures: Figure[] = []
  for (const { name, budget, call, base } of pairs) {
    for (const variables of samples.slice(0, 3)) strictEqual(await call(variables), await base(variables))
    const { ratio, taskMs, baseMs, addedCpu } = await compare(inTurn(call), inTurn(base), rounds, 10)
    figures.push({
      name,
      value: ratio,
      unit: '×',
      ...(budget && { budget }),
      note: `${taskMs.toFixed(2)} ms against ${baseMs.toFixed(2)} ms; processor ${addedCpu < 0 ? '' : '+'}${addedCpu.toFixed(0)} µs`,
    })
  }
  return figures
}

/** The text of the user's message, for the libraries that have formats of their own. */
function questionOf(variables: Variables): string {
  return formatByHand(variables).messages[1].content
}

/** Calls with one sample after another. */
function inTurn(call: Call): () => Promise<string> {
  let next = 0
  return () => call(samples[next++ % samples.length] as Variables)
}
