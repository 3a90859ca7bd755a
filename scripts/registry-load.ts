/**
 * Loads a registry, in a process of its own, over loopback: how many recordings a second it takes in batches, how quickly
 * it gives templates at a required rate of recordings, and how quickly it lists and searches among many.
 *
 * Options: `--database sqlite|postgres`, `--seconds 20` for each of the first two, `--recordings 1000000`, `--json`. Run it by
 * `pnpm exec node --conditions=@understudy/source scripts/registry-load.ts`.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startPostgres } from '../packages/registry/src/testing/start-postgres.ts'
import { type HttpClient, httpClient } from './registry/http-client.ts'
import { madeRecording } from './registry/made-recording.ts'
import { prepareDatabase } from './registry/prepare-database.ts'
import { type ServerProcess, startServer } from './registry/start-server.ts'

const BATCH = 50
/** Batches at a time, where as many are sent as are taken. */
const LANES = 4
/** Reads of templates a second. */
const READS = 100
const REQUIRED = { sqlite: 2_000, postgres: 1_000 }

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    seconds: { type: 'string', default: '20' },
    recordings: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
})
const kind = values.database === 'postgres' ? 'postgres' : 'sqlite'
const duration = Number(values.seconds) * 1_000
const most = Number(values.recordings)

const folder = await mkdtemp(join(tmpdir(), 'understudy-load-'))
await using cleanup = new AsyncDisposableStack()
cleanup.defer(() => rm(folder, { recursive: true, force: true }))
const postgres = kind === 'postgres' ? cleanup.use(await startPostgres()) : undefined
const place = postgres ? await postgres.newDatabase() : join(folder, 'registry.db')
const { projectId, token } = await prepareDatabase(place)
const server: ServerProcess = cleanup.use(await startServer(place))
const client: HttpClient = cleanup.use(httpClient(server.url, token))

const base = `projects/${projectId}`
/** The times of the calls go from here on, so that lists by time have something to find. */
let clock = Date.now() - 30 * 24 * 3_600_000
let sent = 0

async function sendBatch(): Promise<void> {
  const first = clock
  clock += BATCH
  const recordings = Array.from({ length: BATCH }, (_, i) => madeRecording(first + i))
  const { status, text } = await client.send('POST', `${base}/recordings`, { recordings })
  if (status !== 201) throw new Error(`${status} ${text}`)
  sent += BATCH
}

/** Reads a template, so many times a second, whatever became of the reads before; times in milliseconds. */
async function readTemplates(isDone: () => boolean): Promise<number[]> {
  const times: number[] = []
  const reads: Promise<void>[] = []
  const started = performance.now()
  for (let i = 0; !isDone(); i++) {
    const due = started + (i * 1_000) / READS
    if (due > performance.now()) await pause(due - performance.now())
    const path = `${base}/prompt-templates/name/prompt-${i % 20}?environment=prod`
    const begun = performance.now()
    const read = client.send('GET', path).then(({ status }) => {
      if (status !== 200) throw new Error(`status ${status}`)
      times.push(performance.now() - begun)
    })
    reads.push(read)
  }
  await Promise.all(reads)
  return times
}

/** As many as are taken. */
async function saturate(isDone: () => boolean): Promise<number> {
  const started = performance.now()
  const before = sent
  const lane = async () => {
    while (!isDone()) await sendBatch()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return ((sent - before) / (performance.now() - started)) * 1_000
}

/** So many a second, and how long each batch took, in milliseconds. */
async function sendAt(perSecond: number, isDone: () => boolean): Promise<{ rate: number; times: number[] }> {
  const started = performance.now()
  const before = sent
  const times: number[] = []
  const batches: Promise<void>[] = []
  for (let i = 0; !isDone(); i++) {
    const due = started + (i * BATCH * 1_000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    const begun = performance.now()
    batches.push(sendBatch().then(() => void times.push(performance.now() - begun)))
  }
  await Promise.all(batches)
  return { rate: ((sent - before) / (performance.now() - started)) * 1_000, times }
}

function percentiles(times: readonly number[]): { p50: number; p99: number; most: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0)
  return { p50: at(0.5), p99: at(0.99), most: at(1) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function until(time: number): () => boolean {
  const end = performance.now() + time
  return () => performance.now() > end
}

function tell(text: string): void {
  if (process.stderr.isTTY && !values.json) process.stderr.write(`\r\x1b[K${text}`)
}

const quiet = percentiles(await readTemplates(until(3_000)))
tell('as many as are taken')
await saturate(until(3_000))
const [cpuBefore, sentBefore] = [await server.cpu(), sent]
const saturated = Math.round(await saturate(until(duration)))
const cpuEach = ((await server.cpu()) - cpuBefore) / (sent - sentBefore)
await pause(1_000)
tell('at the required rate')
const [paced, readTimes] = await Promise.all([
  sendAt(REQUIRED[kind], until(duration)),
  readTemplates(until(duration)),
])

const memory: number[] = []
while (sent < most) {
  const goal = Math.min(most, sent + Math.max(BATCH * LANES, most / 20))
  await saturate(() => sent >= goal)
  memory.push(Math.round((await server.memory()) / 1e6))
  tell(`${sent} of ${most} recordings`)
}

const day = 24 * 3_600_000
const from = new Date(clock - Math.min(sent, day) / 2).toISOString()
const queries: Record<string, string> = {
  'the newest': '',
  'an environment': 'environment=prod',
  'a rare environment': 'environment=fallback',
  'served by a fallback': 'fallback=true',
  'a model': 'model=gpt-5.4',
  'a model and an environment': 'model=gpt-5.4&environment=fallback',
  'a time and a model': `from=${from}&model=gpt-5.4`,
  'a session': 'session_id=session-7',
  'feedback that nobody gave': 'feedback=negative',
  'a model that is not there': 'model=none',
  'a version that is not there': 'prompt_template_version_id=none',
  'a word that is everywhere': 'text=passages',
  'a word that is common': 'text=word0',
  'a word that is rare': 'text=word19990',
  'a word that is not there': 'text=nowhere',
  'common and rare words': 'text=passages+word1+word19000',
  'a common word of a rare environment': 'text=passages&environment=fallback',
  'a rare word and a model that is not there': 'text=word19990&model=none',
  'a common word and a model that is not there': 'text=passages&model=none',
  'a common word and a time': `text=passages&from=${from}&to=${from}`,
}
const lists: Record<string, ReturnType<typeof percentiles>> = {}
for (const [name, query] of Object.entries(queries)) {
  const times: number[] = []
  let cursor = ''
  for (let i = 0; i < 40; i++) {
    const begun = performance.now()
    const { status, text } = await client.send(
      'GET',
      `${base}/completions?${query}${cursor && `&cursor=${cursor}`}`,
    )
    times.push(performance.now() - begun)
    if (status !== 200) throw new Error(`${name}: ${status} ${text}`)
    const { pagination }: { pagination: { next_cursor?: string } } = JSON.parse(text)
    cursor = pagination.next_cursor ?? ''
  }
  lists[name] = percentiles(times)
  tell(`${name}: ${JSON.stringify(lists[name])}`)
}
tell('')

const size = kind === 'sqlite' ? Math.round((await stat(place)).size / 1e6) : undefined
const report = {
  database: kind,
  recordingsPerSecond: saturated,
  serverCpuMicrosecondsEach: Math.round(cpuEach * 1e6),
  loadAverage: round(loadavg()[0] ?? 0),
  atRequiredRate: {
    perSecond: Math.round(paced.rate),
    batchMs: percentiles(paced.times),
    readMs: percentiles(readTimes),
  },
  readMsWithoutLoad: quiet,
  recordings: sent,
  databaseMB: size,
  memoryMB: memory,
  listMs: lists,
  complaints: server.complaints(),
}
process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`)
