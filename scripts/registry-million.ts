/**
 * Fills a registry with a million recordings over HTTP, and tells how quickly it lists and searches among them, and
 * whether its memory stays flat. The filling may be interrupted, and goes on where it was.
 *
 * Options: `--database sqlite|postgres`, `--folder <where the database stays>`, `--recordings 1000000`, `--seconds 300` for
 * filling (run it again for the rest), `--pages 40` of each list, `--json`. Run it by
 * `pnpm exec node --conditions=@understudy/source scripts/registry-million.ts`.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fillRegistry } from './registry/fill-registry.ts'
import { growthOf } from './registry/growth-of.ts'
import { httpClient } from './registry/http-client.ts'
import { type Percentiles, percentiles } from './registry/open-loop.ts'
import { queryKinds } from './registry/query-kinds.ts'
import { standingDatabase } from './registry/standing-database.ts'
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
  /** Of the server, each time that a twentieth was recorded. */
  fillingMB: number[]
  /** How much of it came after the warm-up; the memory is flat while this is no more than `FLAT`. */
  growthMB: number
  fillingPerSecond: number
  /** Of the server, before the lists, and after each kind. */
  servingMB: number[]
  /** By kind; empty while there is more to fill. */
  lists: Record<string, Percentiles>
  complaints: string
}

/** Most growth that counts as none, in MB: heaps and caches of pages go up and down by that much. */
export const FLAT = 50
/** The time of the first call, and of one after the other, in milliseconds. */
const FIRST = Date.UTC(2026, 0, 1)
const BETWEEN = 2_000

export async function fillAndList(options: MillionOptions): Promise<MillionReport> {
  const { database, recordings, seconds, pages, tell = () => {} } = options
  await using cleanup = new AsyncDisposableStack()
  const { place, state, save } = cleanup.use(await standingDatabase(database, options.folder))
  const report: MillionReport = {
    recordings: state.filled,
    fillingMB: [],
    growthMB: 0,
    fillingPerSecond: 0,
    servingMB: [],
    lists: {},
    complaints: '',
  }
  const server = cleanup.use(await startServer(place))
  using client = httpClient(server.url, state.token)
  const megabytes = async (): Promise<number> => Math.round((await server.memory()) / 1e6)
  const { filled: before, projectId } = state
  if (before < recordings) {
    const begun = performance.now()
    state.filled = await fillRegistry({
      client,
      projectId,
      recordings,
      filled: before,
      seconds,
      times: { first: FIRST, between: BETWEEN },
      async onTwentieth(filled) {
        report.fillingMB.push(await megabytes())
        state.filled = filled
        await save()
        tell(`${filled} of ${recordings}: ${report.fillingMB.at(-1)} MB`)
      },
    })
    report.growthMB = growthOf(report.fillingMB)
    report.fillingPerSecond = Math.round(((state.filled - before) / (performance.now() - begun)) * 1_000)
    await save()
  }
  report.recordings = state.filled
  if (state.filled < recordings) return report

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
  process.exitCode = report.growthMB <= FLAT ? 0 : 1
}
