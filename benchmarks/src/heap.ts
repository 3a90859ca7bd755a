import { generateExample } from './example-project.ts'
import type { Figure } from './figure.ts'
import { median } from './median.ts'
import type { Places } from './peers.ts'
import { runNode } from './run-node.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

/** After so many calls, so many bytes of the heap were in use. */
export type HeapSamples = [calls: number, bytes: number][]

/** What calls leave on the heap for ever: the slope over many samples, each after a full collection. */
export async function benchHeap(calls: number): Promise<Figure[]> {
  using folder = scratch()
  using provider = await startProvider()
  const module = generateExample(folder.path, ['prod', 'fallback'])
  const ok = provider.places('ok')
  const down: Places = { ...ok, openai: provider.places('503').openai }
  const slope = (what: string, places: Places): number => {
    return slopeOf(
      runNode('heap-once.ts', what, module, JSON.stringify(places), String(calls)) as HeapSamples,
    )
  }
  const many = calls.toLocaleString('en')
  const figure = (name: string, value: number, budget?: number): Figure => ({
    name: `heap retained per call over ${many}: ${name}`,
    // The smallest object has some bytes: whoever keeps one a call, or one every tenth call, is seen.
    value: Math.round(value),
    unit: 'B',
    ...(budget !== undefined && { budget }),
    note: `${value.toFixed(2)} B`,
  })
  return [
    figure('run on fetch', slope('fetch', ok), 0),
    figure('run over the SDKs, failing over', slope('failing', down), 0),
    figure('fetch by hand', slope('hand', ok)),
  ]
}

/** The median of the slopes between all pairs of samples (Theil and Sen): single outliers do not move it. */
function slopeOf(samples: HeapSamples): number {
  return median(
    samples.flatMap(([x, y], i) => samples.slice(i + 1).map(([later, more]) => (more - y) / (later - x))),
  )
}
