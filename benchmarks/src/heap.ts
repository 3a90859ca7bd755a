import { generateExample } from './example-project.ts'
import type { Figure } from './figure.ts'
import { median } from './median.ts'
import type { Places } from './peers.ts'
import { runNode } from './run-node.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

/** After so many calls, so many bytes of the heap were in use, by so many objects and what belongs to these. */
export type HeapSamples = [calls: number, bytes: number, objects: number][]

/**
 * What calls leave on the heap for ever: the slope over many samples, each after full collections, in a process of its
 * own. The same calls without `run` tell what the engine and the SDKs leave.
 */
export async function benchHeap(calls: number): Promise<Figure[]> {
  using folder = scratch()
  using provider = await startProvider()
  const module = generateExample(folder.path, ['prod', 'fallback'])
  const ok = provider.places('ok')
  const down: Places = { ...ok, openai: provider.places('503').openai }
  const measure = (what: string, places: Places): Left => {
    const json = JSON.stringify(places)
    const samples = runNode('heap-once.ts', what, module, json, String(calls)) as HeapSamples
    const [, , before = Number.NaN] = samples.at(0) ?? []
    const [, , after = Number.NaN] = samples.at(-1) ?? []
    return { ...slopeOf(samples), objects: (after - before) / calls }
  }

  const pairs = [
    { what: 'run on fetch', without: 'fetch by hand', places: ok },
    { what: 'run over the SDKs', without: 'the SDKs by hand', places: down },
  ]
  return pairs.flatMap(({ what, without, places }): Figure[] => {
    const [own, other] = [measure(what, places), measure(without, places)]
    // Only what is surely there counts: more than what the samples scatter by, and than what is there without `run`.
    const noise = 2 * Math.hypot(own.error, other.error)
    const surely = own.slope - Math.max(0, other.slope) - noise
    const name = `${what}${places === down ? ', failing over' : ''}`
    const over = `retained a call over ${calls.toLocaleString('en')}`
    return [
      {
        name: `objects ${over}: ${name}`,
        // What the engine and the SDKs make once is some tens.
        value: Math.max(0, Math.round(own.objects * 100) / 100),
        unit: 'objects',
        budget: 0,
        note: `${own.objects.toFixed(4)}; ${without}: ${other.objects.toFixed(4)}`,
      },
      {
        name: `heap ${over}: ${name}`,
        value: Math.max(0, Math.round(surely)),
        unit: 'B',
        budget: 0,
        note: `${format(own)}; ${without}: ${format(other)}`,
      },
    ]
  })
}

/** Bytes a call, and the standard error of that. */
interface Slope {
  slope: number
  error: number
}

/** With the objects that each call leaves, which are counted and not estimated. */
interface Left extends Slope {
  objects: number
}

/** The median of the steps from sample to sample: the engine throws away code now and then, megabytes at once. */
function slopeOf(samples: HeapSamples): Slope {
  const steps = samples.flatMap(([calls, bytes], i) => {
    const next = samples[i + 1]
    return next ? [(next[1] - bytes) / (next[0] - calls)] : []
  })
  const slope = median(steps)
  // By the steps' median deviation, for the same reason; the factors hold for a normal distribution.
  const deviation = 1.4826 * median(steps.map((step) => Math.abs(step - slope)))
  return { slope, error: (1.2533 * deviation) / Math.sqrt(steps.length) }
}

function format({ slope, error }: Slope): string {
  return `${slope.toFixed(1)} ± ${(2 * error).toFixed(1)} B`
}
