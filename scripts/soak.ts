/**
 * Streams for minutes against a server with faults, and fails when memory, sockets, timers or listeners grow. What is
 * alive is counted when no call is under way and no garbage is left, so that the machine's speed decides nothing.
 *
 * Options: `--seconds 300`, the time with faults, after a calm part of a quarter of it, or a minute; `--json`.
 */
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createCaller, type Outcome } from './soak/caller.ts'
import { measure, type Sample } from './soak/measure.ts'
import { startServer } from './soak/server.ts'
import { summarize } from './soak/summarize.ts'

/** Calls at a time: in the calm part, and in the one with faults. */
const few = 20
const many = 200
/** Calls of each part that warm up, and from one measurement to the next, at least, however slow the machine is. */
const warmUp = 500
const leastCalls = 200
/** How often each part stops to measure, at least. */
const leastSamples = 3
/** How long sockets may take to close that a client keeps for its next request, in milliseconds. */
const keepAlive = 10_000

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
})
const duration = Number(values.seconds) * 1_000
if (!(duration > 0)) throw new Error('--seconds takes a number above 0.')

await using server = await startServer()
const call = createCaller(server.urls)
const { signal } = new AbortController()
const outcomes: Record<Outcome, number> = { whole: 0, failed: 0, aborted: 0, left: 0, wrong: 0, odd: 0 }
let calls = 0

/** Makes calls, so many at a time, until there is to be no more; resolves when all have ended. */
async function load(atATime: number, isDone: () => boolean): Promise<void> {
  const lane = async () => {
    while (!isDone()) outcomes[await call(calls++, signal)] += 1
  }
  await Promise.all(Array.from({ length: atATime }, lane))
}

/** Measures, when the clients have let go of their sockets. */
async function sample(samples: Sample[], part: string, share: number): Promise<void> {
  const end = performance.now() + keepAlive
  while ((await server.sockets()) > 0 && performance.now() < end) await setTimeout(100)
  const latest = await measure(calls, server, signal)
  samples.push(latest)
  if (!process.stderr.isTTY || values.json) return
  const { objects, heap, sockets, timers, listeners } = latest
  const state = `${objects} objects, ${mega(heap)} MB, ${sockets} sockets, ${timers} timers, ${listeners} listeners`
  process.stderr.write(`\r\x1b[K${part} ${Math.round(share * 100)} %: ${calls} calls, ${state}`)
}

/** Calls and measures in turns, for so many milliseconds; the first fifth warms up. */
async function run(part: string, atATime: number, duration: number): Promise<Sample[]> {
  const samples: Sample[] = []
  const started = performance.now()
  const elapsed = () => performance.now() - started
  let end = duration / 5
  let least = calls + warmUp
  while (samples.length < leastSamples || elapsed() < duration) {
    await load(atATime, () => calls >= least && elapsed() > end)
    await sample(samples, part, Math.min(1, elapsed() / duration))
    end = elapsed() + Math.max(1_000, duration / 50)
    least = calls + leastCalls
  }
  return samples
}

const calm = await run('calm', few, Math.min(duration / 4, 60_000))
server.be('flaky')
const flaky = await run('flaky', many, duration)

if (process.stderr.isTTY && !values.json) process.stderr.write('\r\x1b[K')

const parts = [summarize('calm', calm), summarize('flaky', flaky)]
const failures = [
  ...parts.flatMap(({ failures }) => failures),
  outcomes.wrong > 0 && `${outcomes.wrong} answers that were not whole`,
  outcomes.odd > 0 && `${outcomes.odd} errors that are no CompletionError`,
  outcomes.whole < calls / 4 && `only ${outcomes.whole} of ${calls} calls had an answer`,
].filter((failure) => failure !== false)
process.exitCode = failures.length ? 1 : 0

if (values.json) say(JSON.stringify({ calls, outcomes, parts, failures }))
else {
  const counts = Object.entries(outcomes).map(([name, count]) => `${count} ${name}`)
  say(`${calls} calls: ${counts.join(', ')}`)
  for (const { part, calls, timers, listeners, sockets, ...memory } of parts) {
    const { objectsPerCall, bytesPerCall, objects, heap, rss } = memory
    const ends = `${objects.join(' to ')} objects, heap ${heap.map(mega).join(' to ')} MB, rss ${rss.map(mega).join(' to ')} MB`
    const rest = `${timers} timers, ${listeners} listeners, ${sockets} sockets`
    say(
      `${part}, ${calls} calls: ${objectsPerCall} objects and ${bytesPerCall} B retained a call; ${ends}; between calls at most ${rest}`,
    )
  }
  say(failures.length ? `FAILED: ${failures.join('; ')}` : 'Nothing grows.')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
