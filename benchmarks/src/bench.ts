import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchBundle } from './bundle.ts'
import { benchFailover } from './failover.ts'
import { type Figure, isKept } from './figure.ts'
import { benchFormat } from './format.ts'
import { benchGenerate } from './generate.ts'
import { benchHeap } from './heap.ts'
import { benchOverhead } from './overhead.ts'
import { benchRecording } from './recording.ts'
import { benchStart } from './start.ts'
import { table } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
})
const quick = values.quick === true
const prompts = quick ? 1000 : 10_000

const benchmarks: { [name: string]: () => Figure[] | Promise<Figure[]> } = {
  generate: () => benchGenerate(prompts, quick ? 1 : 3),
  bundle: () => benchBundle(prompts, quick ? 5 : 21),
  format: () => benchFormat(quick ? 5 : 31),
  start: () => benchStart(quick ? 5 : 41),
  overhead: () => benchOverhead(quick ? 5 : 300),
  recording: () => benchRecording(quick ? 5 : 300),
  failover: () => benchFailover(quick ? 5 : 60),
  // Few calls say nothing: what grows in the first thousand is mostly the engine's own.
  heap: () => (quick ? [] : benchHeap(20_000)),
}
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.\n`,
  )
  process.exit(2)
}

const machine = {
  node: process.version,
  processors: `${availableParallelism()} × ${cpus()[0]?.model.trim()}`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  /** Other work on the machine: programs that were running or waiting during the last minute. */
  load: loadavg()[0],
}
const figures: Figure[] = []
for (const [name, run] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  figures.push(...(await run()))
}
if (quick) {
  // So few repeats say nothing of times: only what does not depend on the machine is judged.
  for (const figure of figures) if (['ms', 'µs', '×'].includes(figure.unit)) delete figure.budget
}
const kept = figures.every(isKept)
process.stdout.write(
  values.json
    ? `${JSON.stringify({ kept, quick, machine, figures }, null, 2)}\n`
    : `Node ${machine.node}, ${machine.processors}, ${machine.memory}, load ${machine.load?.toFixed(2)}\n\n${table(figures)}\n`,
)
process.exitCode = kept ? 0 : 1
