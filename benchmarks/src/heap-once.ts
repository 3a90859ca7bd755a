// A process that makes the same call very often, and prints how much of the heap is in use, again and again.
// Arguments: what to call, the prompt's module, the provider's places as JSON, how many calls.
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from '@understudy/runtime'
import { callByHand } from './call-by-hand.ts'
import { overFetch, overSdks, sdks } from './clients.ts'
import { importExample } from './example-prompt.ts'
import type { HeapSamples } from './heap.ts'
import type { Places } from './peers.ts'
import { samples, type Variables } from './rag-qa.ts'

const [what = '', module = '', json = '{}', count = '0'] = process.argv.slice(2)
const places: Places = JSON.parse(json)
const chain = await importExample(module)
const onFetch = createClient({ providers: overFetch(places) })
const onSdks = createClient({ providers: overSdks(sdks(places)) })
// Without a circuit, each call asks the primary that is down.
const failing = createClient({ providers: overSdks(sdks(places)), breaker: false })
const calls: { [what: string]: (variables: Variables) => Promise<unknown> } = {
  fetch: (variables) => onFetch.run(chain, variables),
  sdks: (variables) => onSdks.run(chain, variables),
  failing: (variables) => failing.run(chain, variables),
  hand: (variables) => callByHand(places.openai, chain.candidates.prod.request(variables), true),
}
const call = calls[what]
if (!call) throw new Error(`There is nothing to call that is named '${what}'.`)
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Twenty samples of the calls that count; a tenth as many calls run before. */
const every = Number(count) / 20
const heap: HeapSamples = []
for (let i = -2 * every; i <= Number(count); i++) {
  if (i >= 0 && i % every === 0) {
    // What the last calls have left to be done, and what weak references keep until a turn ends.
    for (let turn = 0; turn < 10; turn++) await setImmediate()
    for (let turn = 0; turn < 3; turn++) {
      collect()
      await setImmediate()
    }
    heap.push([i, process.memoryUsage().heapUsed])
  }
  await call(samples[Math.abs(i) % samples.length] as Variables)
}
process.stdout.write(JSON.stringify(heap))
