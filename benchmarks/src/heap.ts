import { generateExample } from './example-project.ts'
import type { Figure } from './figure.ts'
import type { Places } from './peers.ts'
import { runNode } from './run-node.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

/** After so many calls, so many bytes of the heap were in use. */
export type HeapSamples = [calls: number, bytes: number][]

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
  const measure = (what: string, places: Places): Slope =>
    slopeOf(runNode('heap-once.ts', what, module, JSON.stringify(places), String(calls)) as HeapSamples)

  const pairs = [
    { what: 'run on fetch', without: 'fetch by hand', places: ok },
    { what: 'run over the SDKs', without: 'the SDKs by hand', places: down },
  ]
  return pairs.map(({ what, without, places }) => {
    const [own, other] = [measure(what, places), measure(without, places)]
    // Only what is surely there counts: more than what the samples scatter by, and than what is there without `run`.
    const noise = 2 * Math.hypot(own.error, other.error)
    const surely = own.slope - Math.max(0, other.slope) - noise
    return {
      name: `heap retained a call over ${calls.toLocaleString('en')}: ${what}${places === down ? ', failing over' : ''}`,
      value: Math.max(0, Math.round(surely)),
      unit: 'B',
      budget: 0,
      note: `${format(own)}; ${without}: ${format(other)}`,
    }
  })
}

/** Bytes a call, and the standard error of that. */
interface Slope {
  slope: number
  error: number
}

/** The line through the samples by least squares. */
function slopeOf(samples: HeapSamples): Slope {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const centreX = mean(samples.map(([calls]) => calls))
  const centreY = mean(samples.map(([, bytes]) => bytes))
  const points = samples.map(([calls, bytes]) => [calls - centreX, bytes - centreY] as const)
  const spread = points.reduce((sum, [x]) => sum + x * x, 0)
  const slope = points.reduce((sum, [x, y]) => sum + x * y, 0) / spread
  const residual = points.reduce((sum, [x, y]) => sum + (y - slope * x) ** 2, 0)
  return { slope, error: Math.sqrt(residual / (points.length - 2) / spread) }
}

function format({ slope, error }: Slope): string {
  return `${slope.toFixed(1)} ± ${(2 * error).toFixed(1)} B`
}
