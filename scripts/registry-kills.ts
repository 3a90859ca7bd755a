/**
 * Kills a registry under load, again and again, and looks after each kill whether everything that it answered with 201 is
 * there, and whether the database is sound. With PostgreSQL, every fifth kill is one of the database itself.
 *
 * Options: `--kills 50`, `--database sqlite|postgres`, `--json`. Run it by
 * `pnpm exec node --conditions=@understudy/source scripts/registry-kills.ts`.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkPostgres } from '../packages/registry/src/testing/check-postgres.ts'
import { type RunningPostgres, startPostgres } from '../packages/registry/src/testing/start-postgres.ts'

import { checkSqlite } from './registry/check-sqlite.ts'
import { type HttpClient, httpClient } from './registry/http-client.ts'
import { madeRecording } from './registry/made-recording.ts'
import { prepareDatabase } from './registry/prepare-database.ts'
import { startServer } from './registry/start-server.ts'

/** What came of the kills. */
export interface RegistryKillReport {
  kills: number
  /** How many of them hit the database, and not the registry. */
  ofDatabase: number
  /** Recordings and versions that were answered with 201. */
  answered: number
  /** Recordings that were sent, but not answered; they are sent again after each kill. */
  unanswered: number
  /** What must not be. */
  faults: string[]
}

export interface RegistryKillOptions {
  kills: number
  database: 'sqlite' | 'postgres'
  /** Is called after each kill. */
  onKill?: (kill: number) => void
}

/** Lanes that record; one more makes versions. */
const LANES = 6
/** Most time under load, in milliseconds. */
const LONGEST = 400

export async function killRegistries(options: RegistryKillOptions): Promise<RegistryKillReport> {
  const { kills, database, onKill } = options
  await using cleanup = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-registry-kills-'))
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = database === 'postgres' ? cleanup.use(await startPostgres()) : undefined
  const place = postgres ? await postgres.newDatabase() : join(folder, 'registry.db')
  const { projectId, token } = await prepareDatabase(place)
  const base = `projects/${projectId}`
  const report: RegistryKillReport = { kills, ofDatabase: 0, answered: 0, unanswered: 0, faults: [] }
  const all = new Set<string>()
  let open: Recording[] = []

  for (let kill = 0; kill < kills; kill++) {
    const answered = new Answered()
    const sent = new Map<string, Recording>()
    const isOfDatabase = postgres !== undefined && kill % 5 === 4
    {
      await using server = await startServer(place)
      using client = httpClient(server.url, token)
      // What was not answered may be there or not: sent again, it is there once.
      for (const recording of open) await record(client, base, [recording], answered)
      const load = sendUntilRefused(client, base, answered, sent)
      await answered.first
      await pause(Math.random() * LONGEST)
      if (isOfDatabase) {
        report.ofDatabase++
        // The registry goes on, with connections that are broken.
        await crashWhile(postgres, load)
        await checkAnswered(client, base, answered, report, `kill ${kill}, of the database`)
      }
      await server.kill()
      await load
    }
    if (!postgres) report.faults.push(...checkSqlite(place).map((fault) => `kill ${kill}: ${fault}`))
    await using server = await startServer(place)
    using client = httpClient(server.url, token)
    await checkAnswered(client, base, answered, report, `kill ${kill}`)
    open = [...sent.values()].filter(({ completion_id: id }) => !answered.recordings.has(id))
    report.answered += answered.recordings.size + answered.versions.size
    report.unanswered += open.length
    for (const id of answered.recordings) all.add(id)
    onKill?.(kill)
  }

  const last = open.map(({ completion_id: id }) => id)
  await using server = await startServer(place)
  using client = httpClient(server.url, token)
  const there = await listAll(client, base)
  const ids = new Set(there)
  if (ids.size < there.length) report.faults.push(`${there.length - ids.size} recordings are there twice`)
  const lost = [...all].filter((id) => !ids.has(id))
  if (lost.length > 0) report.faults.push(`${lost.length} recordings are lost`)
  const strange = there.filter((id) => !all.has(id) && !last.includes(id))
  if (strange.length > 0) report.faults.push(`${strange.length} recordings are there that nobody sent`)
  if (postgres) report.faults.push(...(await checkPostgres(place)))
  return report
}

type Recording = ReturnType<typeof madeRecording>

/** What was answered with 201. */
class Answered {
  readonly recordings = new Set<string>()
  /** By their ids, of which template. */
  readonly versions = new Map<string, string>()
  readonly #first = Promise.withResolvers<void>()

  /** Resolves with the first answer. */
  get first(): Promise<void> {
    return this.#first.promise
  }

  add(ids: readonly string[]): void {
    for (const id of ids) this.recordings.add(id)
    this.#first.resolve()
  }
}

/** @returns whether it was answered at all. */
async function record(
  client: HttpClient,
  base: string,
  recordings: readonly Recording[],
  answered: Answered,
): Promise<boolean> {
  const [first] = recordings
  const single = recordings.length === 1 && first
  const path = single ? `${base}/sessions/${String(first.session_id)}/completions` : `${base}/recordings`
  const answer = await client.send('POST', path, single ? first : { recordings }).catch(() => undefined)
  if (answer?.status === 201) answered.add(recordings.map(({ completion_id: id }) => id))
  return answer !== undefined && answer.status < 500
}

/** Records and makes versions until the registry answers no more. */
async function sendUntilRefused(
  client: HttpClient,
  base: string,
  answered: Answered,
  sent: Map<string, Recording>,
): Promise<void> {
  const recordIn = async (size: number): Promise<void> => {
    for (;;) {
      const recordings = Array.from({ length: size }, () => madeRecording(Date.now()))
      for (const one of recordings) sent.set(one.completion_id, one)
      if (!(await record(client, base, recordings, answered))) return
    }
  }
  const makeVersions = async (): Promise<void> => {
    for (;;) {
      const body = {
        template_messages: [{ role: 'user', content: randomUUID() }],
        model: 'm',
        provider: 'openai',
        environments: ['prod'],
      }
      const path = `${base}/prompt-templates/name/prompt-1/versions`
      const answer = await client.send('POST', path, body).catch(() => undefined)
      if (answer?.status !== 201) return
      const version: { prompt_template_id: string; prompt_template_version_id: string } = JSON.parse(
        answer.text,
      )
      answered.versions.set(version.prompt_template_version_id, version.prompt_template_id)
    }
  }
  await Promise.all([
    ...Array.from({ length: LANES }, (_, lane) => recordIn(lane % 2 === 0 ? 1 : 10)),
    makeVersions(),
  ])
}

async function crashWhile(postgres: RunningPostgres | undefined, load: Promise<void>): Promise<void> {
  await postgres?.crash()
  await load
}

async function checkAnswered(
  client: HttpClient,
  base: string,
  { recordings, versions }: Answered,
  { faults }: RegistryKillReport,
  when: string,
): Promise<void> {
  const expectThere = async (path: string, what: string): Promise<void> => {
    const answer = await client.send('GET', `${base}/${path}`).catch(String)
    if (typeof answer === 'string') faults.push(`${when}: no answer about ${what}: ${answer}`)
    else if (answer.status !== 200) faults.push(`${when}: ${what} is answered with ${answer.status}`)
  }
  await Promise.all([
    ...[...recordings].map((id) => expectThere(`completions/${id}`, `the recording ${id}`)),
    ...[...versions].map(([id, template]) =>
      expectThere(`prompt-templates/id/${template}/versions/${id}`, `the version ${id}`),
    ),
  ])
}

async function listAll(client: HttpClient, base: string): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  do {
    const { text } = await client.send(
      'GET',
      `${base}/completions?page_size=100${cursor && `&cursor=${cursor}`}`,
    )
    const page: { data: { completion_id: string }[]; pagination: { next_cursor?: string } } = JSON.parse(text)
    ids.push(...page.data.map(({ completion_id: id }) => id))
    cursor = page.pagination.next_cursor ?? ''
  } while (cursor !== '')
  return ids
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      database: { type: 'string', default: 'sqlite' },
      json: { type: 'boolean', default: false },
    },
  })
  const kills = Number(values.kills)
  const report = await killRegistries({
    kills,
    database: values.database === 'postgres' ? 'postgres' : 'sqlite',
    onKill(kill) {
      if (process.stderr.isTTY && !values.json) process.stderr.write(`\r\x1b[K${kill + 1} of ${kills} kills`)
    },
  })
  if (process.stderr.isTTY && !values.json) process.stderr.write('\r\x1b[K')
  process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`)
  process.exitCode = report.faults.length === 0 ? 0 : 1
}
