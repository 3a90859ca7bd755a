/**
 * Fills a registry with a million recordings, and tells how quickly it lists and searches among them, and whether its
 * memory stays flat. The filling is done by the server's own storage; it may be interrupted, and goes on where it was.
 *
 * Options: `--database sqlite|postgres`, `--folder <where the database stays>`, `--recordings 1000000`, `--seconds 300` for
 * filling (run it again for the rest), `--pages 40` of each list, `--json`. Run it by
 * `pnpm exec node --conditions=@understudy/source scripts/registry-million.ts`.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Caller } from '../packages/registry/src/http/caller.ts'
import { openPostgres, openSqlite, type Storage } from '../packages/registry/src/index.ts'
import { recordingOfSession, toRecording } from '../packages/registry/src/routes/recording-input.ts'
import { startPostgres } from '../packages/registry/src/testing/start-postgres.ts'
import { httpClient } from './registry/http-client.ts'
import { madeRecording } from './registry/made-recording.ts'
import { type Percentiles, percentiles } from './registry/open-loop.ts'
import { isPostgres, type Prepared, prepareDatabase } from './registry/prepare-database.ts'
import { queryKinds } from './registry/query-kinds.ts'
import { startServer } from './registry/start-server.ts'

export interface MillionOptions {
  database: 'sqlite' | 'postgres'
  folder: string
  recordings: number
  /** Most time for filling. */
  seconds: number
  /** How many pages of each list are read. */
  pages: number
  tell?: (text: string) => void
}

export interface MillionReport {
  recordings: number
  /** Of the process that filled, each time that a twentieth was written. */
  fillingMB: number[]
  fillingPerSecond: number
  /** Of the server, before the lists, and after each kind. */
  servingMB: number[]
  /** By kind; empty while there is more to fill. */
  lists: Record<string, Percentiles>
  complaints: string
}

/** What is kept beside the database. */
interface State extends Prepared {
  filled: number
}

const BATCH = 500
const LANES = 2
/** The time of the first call, and of one after the other, in milliseconds. */
const FIRST = Date.UTC(2026, 0, 1)
const BETWEEN = 2_000

export async function fillAndList(options: MillionOptions): Promise<MillionReport> {
  const { database, recordings, pages, tell = () => {} } = options
  const folder = resolve(options.folder)
  await using cleanup = new AsyncDisposableStack()
  await mkdir(folder, { recursive: true })
  const postgres =
    database === 'postgres'
      ? cleanup.use(await startPostgres({ folder: join(folder, 'postgres') }))
      : undefined
  const place = postgres?.address('postgres') ?? join(folder, 'registry.db')
  const statePath = join(folder, `${database}.json`)
  const state: State = existsSync(statePath)
    ? JSON.parse(await readFile(statePath, 'utf8'))
    : { ...(await prepareDatabase(place)), filled: 0 }
  const save = (): Promise<void> => writeFile(statePath, JSON.stringify(state))
  await save()

  const report: MillionReport = {
    recordings: state.filled,
    fillingMB: [],
    fillingPerSecond: 0,
    servingMB: [],
    lists: {},
    complaints: '',
  }
  if (state.filled < recordings) {
    const storage = await (isPostgres(place) ? openPostgres(place) : openSqlite(place))
    await fill(storage, state, options, report, save)
    await storage.close()
  }
  report.recordings = state.filled
  if (state.filled < recordings) return report

  const server = cleanup.use(await startServer(place))
  using client = httpClient(server.url, state.token)
  const megabytes = async (): Promise<number> => Math.round((await server.memory()) / 1e6)
  report.servingMB.push(await megabytes())
  const halfway = new Date(FIRST + (recordings / 2) * BETWEEN)
  for (const [name, query] of Object.entries(queryKinds(halfway))) {
    const times: number[] = []
    let cursor = ''
    for (let i = 0; i < pages; i++) {
      const begun = performance.now()
      const path = `projects/${state.projectId}/completions?${query}${cursor && `&cursor=${cursor}`}`
      const { status, text } = await client.send('GET', path)
      times.push(performance.now() - begun)
      if (status !== 200) throw new Error(`${name}: ${status} ${text}`)
      const { pagination }: { pagination: { next_cursor?: string } } = JSON.parse(text)
      cursor = pagination.next_cursor ?? ''
    }
    const found = percentiles(times)
    report.lists[name] = found
    report.servingMB.push(await megabytes())
    tell(`${name}: ${JSON.stringify(found)}`)
  }
  report.complaints = server.complaints()
  return report
}

async function fill(
  storage: Storage,
  state: State,
  { recordings, seconds, tell }: MillionOptions,
  report: MillionReport,
  save: () => Promise<void>,
): Promise<void> {
  const caller: Caller = { keyId: 'load', projectId: undefined, permissions: [], mayDeploy: false }
  const started = performance.now()
  const before = state.filled
  let next = state.filled
  const lane = async (): Promise<void> => {
    while (next < recordings && performance.now() < started + seconds * 1_000) {
      const first = next
      next += BATCH
      const batch = Array.from({ length: BATCH }, (_, i) => {
        const input = recordingOfSession.parse(madeRecording(FIRST + (first + i) * BETWEEN))
        return toRecording(input, state.projectId, input.session_id, caller)
      })
      await storage.recordings.add(batch)
      state.filled += BATCH
      if (state.filled % (recordings / 20) >= BATCH) continue
      await save()
      report.fillingMB.push(Math.round(process.memoryUsage.rss() / 1e6))
      tell?.(`${state.filled} of ${recordings}`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await save()
  report.fillingPerSecond = Math.round(((state.filled - before) / (performance.now() - started)) * 1_000)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: 'sqlite' },
      folder: { type: 'string', default: 'million' },
      recordings: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '300' },
      pages: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
    },
  })
  const report = await fillAndList({
    database: values.database === 'postgres' ? 'postgres' : 'sqlite',
    folder: values.folder,
    recordings: Number(values.recordings),
    seconds: Number(values.seconds),
    pages: Number(values.pages),
    tell: (text) => void (values.json || process.stderr.write(`${text}\n`)),
  })
  process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`)
}
