import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { writeProject } from './large-project.ts'
import { median } from './median.ts'
import { runNode } from './run-node.ts'
import { scratch } from './scratch.ts'

/** What one run in a process of its own took. */
export interface Generated {
  /** The run alone, without the process's start. */
  ms: number
  /** From the process's start. */
  processMs: number
  cpuMs: number
  /** The most memory that was resident. */
  megabytes: number
  written: number
}

/** What runs after single edits took. */
export interface Watched {
  runs: {
    /** The run alone. */
    ms: number
    /** From the edit, with the watcher's own wait. */
    sinceEditMs: number
  }[]
  megabytes: number
}

/** Generating a large project, from disk to disk. */
export function benchGenerate(count: number, repeats: number): Figure[] {
  const cold: Generated[] = []
  const plain: number[] = []
  const warm: Generated[] = []
  let watched: Watched | undefined
  for (let repeat = 0; repeat < repeats; repeat++) {
    using folder = scratch()
    const root = folder.path
    writeProject(root, Array(count).keys())
    cold.push(generateOnce(root, count * 2 + 5))
    plain.push(rewritePlainly(join(root, '.understudy'), join(root, 'copy')))
    // The files written last are looked at once more: they were younger than a tick of the clock.
    generateOnce(root, 0)
    for (let i = 0; i < repeats; i++) warm.push(generateOnce(root, 0))
    if (repeat === repeats - 1) {
      watched = runNode('watch-edits.ts', root, String(count), String(repeats * 4)) as Watched
    }
  }
  const runs = watched?.runs ?? []
  const of = (list: readonly Generated[], key: keyof Generated): number => median(list.map((run) => run[key]))
  const prompts = count.toLocaleString('en')
  const coldMs = of(cold, 'ms')
  return [
    {
      name: `${prompts} prompts, cold`,
      value: coldMs,
      unit: 'ms',
      budget: 4000,
      note: cpuNote(of(cold, 'cpuMs')),
    },
    {
      name: '  against writing its files plainly',
      value: coldMs / median(plain),
      unit: '×',
      note: `${Math.round(median(plain))} ms on this disk`,
    },
    { name: '  memory', value: of(cold, 'megabytes'), unit: 'MB', budget: 400 },
    {
      name: `${prompts} prompts, nothing changed`,
      value: of(warm, 'ms'),
      unit: 'ms',
      budget: 500,
      note: `${cpuNote(of(warm, 'cpuMs'))}; process ${Math.round(of(warm, 'processMs'))} ms`,
    },
    { name: '  memory', value: of(warm, 'megabytes'), unit: 'MB', budget: 400 },
    {
      name: `${prompts} prompts, one changed under watch`,
      value: median(runs.map(({ ms }) => ms)),
      unit: 'ms',
      budget: 50,
      note: `${Math.round(median(runs.map(({ sinceEditMs }) => sinceEditMs)))} ms from the edit: the watcher waits 60`,
    },
  ]
}

function generateOnce(root: string, written: number): Generated {
  const generated = runNode('generate-once.ts', root) as Generated
  if (generated.written !== written) throw new Error(`wrote ${generated.written} files, not ${written}`)
  return generated
}

/** How long it takes to write the same files, in milliseconds: what the disk alone costs. */
function rewritePlainly(from: string, to: string): number {
  const files = readdirSync(from).map((name): [string, Buffer] => [name, readFileSync(join(from, name))])
  mkdirSync(to)
  const started = performance.now()
  for (const [name, content] of files) writeFileSync(join(to, name), content)
  return performance.now() - started
}

function cpuNote(ms: number): string {
  return `${Math.round(ms)} ms of processor time`
}
