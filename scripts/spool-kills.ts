/**
 * An application with a spool records to a real registry, which comes and goes, and is killed again and again at random
 * moments. At the end the registry must have all that the application knew to be saved, and nothing twice.
 *
 * Run by `node --conditions=@understudy/source scripts/spool-kills.ts [--kills 100] [--json]`.
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempDisposable, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRecorder, registry } from '../packages/recorder/src/index.ts'
import { spool } from '../packages/recorder/src/node/index.ts'
import { createKey, openSqlite, type RunningRegistry, serve } from '../packages/registry/src/index.ts'

/** What came of the kills. */
export interface SpoolKillReport {
  kills: number
  /** What the application said that it was saved, and what the registry has in the end. */
  saved: number
  stored: number
  /** In how many lives the registry was there from beginning to end, gone, or one after the other. */
  registry: { up: number; down: number; changing: number }
  /** Most bytes that the spool held after a kill. */
  mostSpooled: number
  seconds: number
  /** What must not be. */
  faults: string[]
}

interface Place {
  url: string
  project: string
  apiKey: string
}

const entry = (path: string): string =>
  JSON.stringify(new URL(`../packages/recorder/src/${path}`, import.meta.url).href)

/** @param random At least 0 and below 1. */
export async function killSpools(
  kills: number,
  { random = Math.random, onKill }: { random?: () => number; onKill?: (kill: number) => void } = {},
): Promise<SpoolKillReport> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'understudy-spool-kills-'))
  const spoolPath = join(folder.path, 'spool')
  const storage = await openSqlite(join(folder.path, 'registry.sqlite'))
  const project = randomUUID()
  await storage.projects.create({ id: project, name: 'kills' }, { keyId: 'kills', mayDeploy: true })
  const { token: apiKey } = await createKey(storage, { projectId: project, role: 'record' })
  const started = performance.now()
  const report: SpoolKillReport = {
    kills,
    saved: 0,
    stored: 0,
    registry: { up: 0, down: 0, changing: 0 },
    mostSpooled: 0,
    seconds: 0,
    faults: [],
  }
  const saved = new Set<string>()
  let running: RunningRegistry | undefined = await serve({ port: 0, storage })
  const { url } = running
  const port = Number(new URL(url).port)
  const place: Place = { url: `${url}/api`, project, apiKey }
  const toggle = async (): Promise<void> => {
    if (running) {
      await running.close()
      running = undefined
    } else running = await serve({ port, storage })
  }
  try {
    for (let kill = 0; kill < kills; kill++) {
      if (random() < 0.4) await toggle()
      const wasUp = running !== undefined
      const changes = random() < 0.3
      await live(place, spoolPath, random, changes ? toggle : undefined, (id) => saved.add(id))
      report.registry[changes ? 'changing' : wasUp ? 'up' : 'down']++
      report.mostSpooled = Math.max(report.mostSpooled, await sizeOf(spoolPath))
      onKill?.(kill + 1)
    }
    running ??= await serve({ port, storage })
    // The last life sends what is left, and ends as it should.
    const last = createRecorder({ sinks: [registry(place)], spool: spool(spoolPath) })
    await last.close(60_000)
    const stored: string[] = []
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { items, next } = await storage.recordings.list(project, {}, { size: 100, after })
      stored.push(...items.map(({ id }) => id))
      after = next
    }
    const unique = new Set(stored)
    report.saved = saved.size
    report.stored = unique.size
    if (unique.size !== stored.length) report.faults.push(`${stored.length - unique.size} are stored twice`)
    const lost = [...saved].filter((id) => !unique.has(id))
    if (lost.length > 0) report.faults.push(`${lost.length} were saved and are lost, for instance ${lost[0]}`)
    const left = await readdir(spoolPath)
    if (left.length > 0) report.faults.push(`the spool still holds ${left.join(', ')}`)
  } finally {
    await running?.close()
    await storage.close()
  }
  report.seconds = Math.round((performance.now() - started) / 1000)
  return report
}

/** One life of the application: it records as fast as it can, and is killed after up to half a second. */
async function live(
  place: Place,
  spoolPath: string,
  random: () => number,
  change: (() => Promise<void>) | undefined,
  onSaved: (id: string) => void,
): Promise<void> {
  const code = `import { createRecorder, registry } from ${entry('index.ts')}
import { spool } from ${entry('node/index.ts')}
import { completionRecord } from ${entry('testing/completion-record.ts')}
const recorder = createRecorder({ sinks: [registry(${JSON.stringify(place)})], spool: spool(${JSON.stringify(spoolPath)}), interval: 20 })
for (;;) {
  const ids = Array.from({ length: 1 + Math.floor(Math.random() * 5) }, () => crypto.randomUUID())
  for (const id of ids) recorder.record(completionRecord(id))
  if (await recorder.saved()) process.stdout.write(ids.join('\\n') + '\\n')
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 4))
}`
  const args = ['--conditions=@understudy/source', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const isSpeaking = Promise.race([once(lines, 'line'), exited])
  // A line that the kill has cut off is no id.
  lines.on('line', (line) => line.length === 36 && onSaved(line))
  const allRead = once(lines, 'close')
  await isSpeaking
  const time = random() * 500
  await pause(time / 2)
  await change?.()
  await pause(time / 2)
  child.kill('SIGKILL')
  await exited
  await allRead
  if (child.signalCode !== 'SIGKILL')
    throw new Error(`the application ended by itself, with ${child.exitCode}`)
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0
  for (const file of await readdir(folder, { recursive: true })) {
    if (file.endsWith('.log')) size += (await stat(join(folder, file)).catch(() => undefined))?.size ?? 0
  }
  return size
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, json: { type: 'boolean' } } })
  const kills = Number(values.kills ?? 100)
  const onKill = (kill: number): void => {
    if (!values.json && kill % 10 === 0) process.stderr.write(`${kill} of ${kills} kills\n`)
  }
  const report = await killSpools(kills, { onKill })
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exitCode = report.faults.length === 0 ? 0 : 1
}
