/**
 * Streams for minutes against a server with faults, and fails when memory, sockets, timers or listeners grow.
 *
 * Options: `--seconds 300`, `--json`.
 */
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createCaller, type Outcome } from './soak/caller.ts'
import { measure, type Sample } from './soak/measure.ts'
import { runCalls } from './soak/run-calls.ts'
import { startServer } from './soak/server.ts'
import { slope } from './soak/slope.ts'

/** Streams at a time. */
const concurrency = 200
/** Calls of the first part, and those before it that warm up. */
const steadyCalls = 20_000
const warmUpCalls = 5_000
/**
 * Bytes a call. The smallest thing that a call could leave behind, a closure or a listener, has more; the garbage
 * collector's own noise has less.
 */
const bound = 32
/** How long sockets may take to close that a client keeps for its next request, in milliseconds. */
const keepAlive = 10_000

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
})
const seconds = Number(values.seconds)
if (!(seconds >= 5)) throw new Error('--seconds takes a number of at least 5.')

await using server = await startServer()
const call = createCaller(server.urls)
const { signal } = new AbortController()
const outcomes: Record<Outcome, number> = { whole: 0, failed: 0, aborted: 0, left: 0, wrong: 0, odd: 0 }
let calls = 0

/** Makes calls until there have been so many, or until the time has come. */
const load = (atATime: number, until: { calls?: number; time?: number }) => {
  const goesOn = () =>
    calls < (until.calls ?? Number.POSITIVE_INFINITY) &&
    performance.now() < (until.time ?? Number.POSITIVE_INFINITY)
      ? calls++
      : undefined
  return runCalls(call, signal, atATime, goesOn, (outcome) => {
    outcomes[outcome] += 1
  })
}
const sample = async (samples: Sample[], part: string, share: number) => {
  const latest = await measure(calls, server, signal)
  samples.push(latest)
  if (!process.stderr.isTTY || values.json) return
  const { heap, sockets, timers, listeners } = latest
  const state = `${calls} calls, ${mega(heap)} MB, ${sockets} sockets, ${timers} timers, ${listeners} listeners`
  process.stderr.write(`\r\x1b[K${part} ${Math.round(share * 100)} %: ${state}`)
}

const steady: Sample[] = []
await load(20, { calls: warmUpCalls })
for (let done = 0; done <= steadyCalls; done += 1_000) {
  await load(20, { calls: warmUpCalls + done })
  await sample(steady, 'calm', done / steadyCalls)
}

server.be('flaky')
const flaky: Sample[] = []
const started = performance.now()
const rounds = 20
// The first fifth warms up.
await load(concurrency, { time: started + seconds * 200 })
for (let round = 0; round <= rounds; round++) {
  await load(concurrency, { time: started + seconds * (200 + (800 * round) / rounds) })
  await sample(flaky, 'flaky', round / rounds)
}

const end = performance.now() + keepAlive
while ((await server.sockets()) > 0 && performance.now() < end) await setTimeout(50)
const last = await measure(calls, server, signal)
if (process.stderr.isTTY && !values.json) process.stderr.write('\r\x1b[K')

const report = {
  calls,
  outcomes,
  bound,
  calm: figures(steady),
  flaky: figures(flaky),
  last,
}
const failures = [
  report.calm.bytesPerCall > bound && `${report.calm.bytesPerCall} B retained per call of a calm server`,
  report.flaky.bytesPerCall > bound && `${report.flaky.bytesPerCall} B retained per call of a flaky server`,
  report.flaky.timers > 0 && `${report.flaky.timers} timers left between the rounds`,
  report.flaky.listeners > 0 && `${report.flaky.listeners} listeners left between the rounds`,
  report.flaky.sockets > 3 * concurrency && `${report.flaky.sockets} sockets between the rounds`,
  last.sockets > 0 && `${last.sockets} sockets left at the end`,
  outcomes.wrong > 0 && `${outcomes.wrong} answers that were not whole`,
  outcomes.odd > 0 && `${outcomes.odd} errors that are no CompletionError`,
  outcomes.whole < calls / 2 && `only ${outcomes.whole} of ${calls} calls had an answer`,
].filter((failure) => failure !== false)

if (values.json) console.log(JSON.stringify({ ...report, failures }))
else {
  console.log(
    `${calls} calls: ${Object.entries(outcomes)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  )
  for (const part of ['calm', 'flaky'] as const) {
    const { bytesPerCall, heap, rss, timers, listeners, sockets } = report[part]
    console.log(
      `${part}: ${bytesPerCall.toFixed(1)} B a call (at most ${bound}), heap ${mega(heap[0])} to ${mega(heap[1])} MB, ` +
        `rss ${mega(rss[0])} to ${mega(rss[1])} MB, ${timers} timers, ${listeners} listeners, ${sockets} sockets`,
    )
  }
  console.log(failures.length ? `FAILED: ${failures.join('; ')}` : 'Nothing grows.')
}
process.exitCode = failures.length ? 1 : 0

/** What the samples of one part come to; of timers, listeners and sockets the most there ever were. */
function figures(samples: readonly Sample[]) {
  const most = (of: (each: Sample) => number) => Math.max(...samples.map(of))
  const ends = (of: (each: Sample) => number) => [of(samples[0] ?? last), of(samples.at(-1) ?? last)] as const
  return {
    calls: (samples.at(-1)?.calls ?? 0) - (samples[0]?.calls ?? 0),
    bytesPerCall: Math.round(slope(samples.map(({ calls, heap }) => [calls, heap])) * 10) / 10,
    heap: ends(({ heap }) => heap),
    rss: ends(({ rss }) => rss),
    timers: most(({ timers }) => timers),
    listeners: most(({ listeners }) => listeners),
    sockets: most(({ sockets }) => sockets),
  }
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
