/**
 * Loads a registry, in a process of its own, over loopback: how many recordings a second it takes in batches, and how
 * quickly it gives templates while recordings arrive at the required rate. How lists do among many, `registry-million.ts`
 * tells.
 *
 * Options: `--database sqlite|postgres`, `--folder <where the database stays>` as in `registry-million.ts` (else a new one
 * that goes), `--seconds 20` for each of the two, `--json`. Run it by
 * `pnpm exec node --conditions=@understudy/source scripts/registry-load.ts`.
 */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { httpClient } from './registry/http-client.ts'
import { madeRecording } from './registry/made-recording.ts'
import { openLoop } from './registry/open-loop.ts'
import { readTemplates } from './registry/read-templates.ts'
import { standingDatabase } from './registry/standing-database.ts'
import { startServer } from './registry/start-server.ts'

const BATCH = 50
/** Batches at a time, where as many are sent as are taken. */
const LANES = 4
/** Reads of templates a second. */
const READS = 100
const REQUIRED = { sqlite: 2_000, postgres: 1_000 }

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    folder: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
})
const kind = values.database === 'postgres' ? 'postgres' : 'sqlite'
const seconds = Number(values.seconds)

// Not `mkdtemp`: PostgreSQL may run as another user, who has to get there.
const folder = values.folder ?? join(tmpdir(), `understudy-load-${randomUUID()}`)
await using cleanup = new AsyncDisposableStack()
if (!values.folder) cleanup.defer(() => rm(folder, { recursive: true, force: true }))
const { place, state } = cleanup.use(await standingDatabase(kind, folder))
const { projectId, token } = state
const server = cleanup.use(await startServer(place))
const client = cleanup.use(httpClient(server.url, token))
const reads = { url: server.url, token, projectId, perSecond: READS }
let clock = Date.now() - 24 * 3_600_000

function madeBatch(): string {
  const first = clock
  clock += BATCH
  return JSON.stringify({ recordings: Array.from({ length: BATCH }, (_, i) => madeRecording(first + i)) })
}

async function send(batch: string): Promise<void> {
  const { status, text } = await client.send('POST', `projects/${projectId}/recordings`, batch)
  if (status !== 201) throw new Error(`${status} ${text}`)
}

/** As many as are taken. @returns how many a second. */
async function saturate(time: number): Promise<number> {
  const started = performance.now()
  let sent = 0
  const lane = async (): Promise<void> => {
    while (performance.now() < started + time * 1_000) {
      await send(madeBatch())
      sent += BATCH
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return (sent / (performance.now() - started)) * 1_000
}

/** What is sent has been made before: who makes it takes the processors of who is measured. */
async function atRequiredRate(): Promise<Record<string, unknown>> {
  const perSecond = REQUIRED[kind] / BATCH
  const batches = Array.from({ length: perSecond * seconds }, madeBatch)
  const cpu = await server.cpu()
  const [recorded, read] = await Promise.all([
    openLoop((i) => send(batches[i] ?? ''), { perSecond, seconds }),
    readTemplates({ ...reads, seconds }),
  ])
  return {
    offeredPerSecond: REQUIRED[kind],
    recordingsPerSecond: Math.round(recorded.perSecond * BATCH),
    batchMs: recorded.ms,
    readMs: read.ms,
    serverCpuMicrosecondsEach: Math.round((((await server.cpu()) - cpu) / (batches.length * BATCH)) * 1e6),
  }
}

await saturate(2)
await readTemplates({ ...reads, seconds: 2 })
const readMsWithoutLoad = (await readTemplates({ ...reads, seconds: 3 })).ms
const required = await atRequiredRate()
const report = {
  database: kind,
  readMsWithoutLoad,
  atRequiredRate: required,
  saturatedPerSecond: Math.round(await saturate(seconds)),
  memoryMB: Math.round((await server.memory()) / 1e6),
  loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  complaints: server.complaints(),
}
process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`)
