// A process that makes the same call very often, and prints what is alive and how much of the heap is in use, again and again.
// Arguments: what to call, the prompt's module, the provider's places as JSON, how many calls.
import { setImmediate } from 'node:timers/promises'
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from '@understudy/runtime'
import { callByHand } from './call-by-hand.ts'
import { callSdk } from './call-sdk.ts'
import { overFetch, overSdks, sdks } from './clients.ts'
import { importExample } from './example-prompt.ts'
import type { HeapSamples } from './heap.ts'
import type { Places } from './peers.ts'
import { samples, type Variables } from './rag-qa.ts'

const [what = '', module = '', json = '{}', count = '0'] = process.argv.slice(2)
const places: Places = JSON.parse(json)
const chain = await importExample(module)
const onFetch = createClient({ providers: overFetch(places) })
// Each call asks the primary that is down, and none waits.
const own = sdks(places)
const failing = createClient({ providers: overSdks(own), breaker: false, retry: false })
const { prod, fallback } = chain.candidates
const calls: { [what: string]: (variables: Variables) => Promise<unknown> } = {
  'run on fetch': (variables) => onFetch.run(chain, variables),
  'fetch by hand': (variables) => callByHand(places.openai, prod.request(variables), true),
  'run over the SDKs': (variables) => failing.run(chain, variables),
  'the SDKs by hand': (variables) =>
    callSdk
      .openai(own.openai, prod.request(variables), true)
      .catch(() => callSdk.anthropic(own.anthropic, fallback.request(variables), true)),
}
const call = calls[what]
if (!call) throw new Error(`There is nothing to call that is named '${what}'.`)
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/**
 * Collects garbage until the heap stops falling, and resolves with its bytes. What is called when a target of a weak
 * reference is gone, in a turn of its own, may let go of more, which may be such a target too.
 */
async function settle(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  let idle = 0
  for (let turn = 0; idle < 3 && turn < 40; turn++) {
    collect()
    await setImmediate()
    const { heapUsed } = process.memoryUsage()
    idle = heapUsed < least - 1024 ? 0 : idle + 1
    least = Math.min(least, heapUsed)
  }
  return least
}

/** Twenty samples of the calls that count; a tenth as many calls run before. */
const every = Number(count) / 20
const heap: HeapSamples = []
for (let i = -2 * every; i <= Number(count); i++) {
  if (i >= 0 && i % every === 0) {
    const bytes = await settle()
    // Without the samples themselves.
    heap.push([i, bytes, queryObjects(Object, { format: 'count' }) - heap.length])
  }
  await call(samples[Math.abs(i) % samples.length] as Variables)
}
process.stdout.write(JSON.stringify(heap))
