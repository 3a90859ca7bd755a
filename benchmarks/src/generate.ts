import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Figure } from './figure.ts'
import { type Layout, writeProject } from './large-project.ts'
import { median } from './median.ts'
import { runNode } from './run-node.ts'
import { MEMORY, scratch } from './scratch.ts'

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
    using folder = scratch(MEMORY)
    const root = folder.path
    writeProject(root, Array(count).keys(), 'groups')
    cold.push(generateOnce(root, count * 2 + 5))
    plain.push(rewritePlainly(join(root, '.understudy'), join(root, 'copy')))
    // The files written last are looked at once more: they were younger than a tick of the clock.
    generateOnce(root, 0)
    for (let i = 0; i < repeats; i++) warm.push(generateOnce(root, 0))
    if (repeat === repeats - 1) {
      watched = runNode('watch-edits.ts', root, String(count), String(repeats * 4)) as Watched
    }
  }
  const flat = benchOnce(MEMORY, count, 'flat')
  const disk = benchOnce(tmpdir(), count, 'groups')
  const runs = watched?.runs ?? []
  const of = (list: readonly Generated[], key: keyof Generated): number => median(list.map((run) => run[key]))
  const prompts = count.toLocaleString('en')
  return [
    {
      name: `${prompts} prompts, cold, in memory`,
      value: of(cold, 'ms'),
      unit: 'ms',
      budget: 4000,
      note: `${cpuNote(of(cold, 'cpuMs'))}; to write its files plainly takes ${Math.round(median(plain))} ms`,
    },
    { name: '  memory', value: of(cold, 'megabytes'), unit: 'MB', budget: 400 },
    { name: '  all in one folder', value: flat.generated.ms, unit: 'ms', note: plainNote(flat.plain) },
    { name: '  on disk', value: disk.generated.ms, unit: 'ms', note: plainNote(disk.plain) },
    {
      name: '  on disk, against writing its files plainly',
      value: disk.generated.ms / disk.plain,
      unit: '×',
    },
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

/** One cold run elsewhere, and what writing its files plainly takes there. */
function benchOnce(base: string, count: number, layout: Layout): { generated: Generated; plain: number } {
  using folder = scratch(base)
  const root = folder.path
  writeProject(root, Array(count).keys(), layout)
  const generated = generateOnce(root, count * 2 + 5)
  return { generated, plain: rewritePlainly(join(root, '.understudy'), join(root, 'copy')) }
}

function generateOnce(root: string, written: number): Generated {
  const generated = runNode('generate-once.ts', root) as Generated
  if (generated.written !== written) throw new Error(`wrote ${generated.written} files, not ${written}`)
  return generated
}

/** How long it takes to write the same files, in milliseconds: what the file system alone costs. */
function rewritePlainly(from: string, to: string): number {
  const entries = readdirSync(from, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }): [string, Buffer] => [
      join(to, relative(from, join(parentPath, name))),
      readFileSync(join(parentPath, name)),
    ])
  const folders = new Set(files.map(([path]) => dirname(path)))
  const started = performance.now()
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  for (const [path, content] of files) writeFileSync(path, content)
  return performance.now() - started
}

function plainNote(ms: number): string {
  return `once; to write its files plainly takes ${Math.round(ms)} ms`
}

function cpuNote(ms: number): string {
  return `${Math.round(ms)} ms of processor time`
}
