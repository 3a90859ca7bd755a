/**
 * Pulls again and again, each time a new state of a registry, and kills the pull at a random moment. After each kill the
 * snapshot must be entirely old or entirely new, and `check` must find nothing wrong with it. Run by
 * `pnpm kills`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { defineSource, type RemoteSource } from '../packages/sources/src/config.ts'
import { createProject } from '../packages/sources/src/index.ts'

/** What came of the kills. */
export interface KillReport {
  kills: number
  /** After how many the snapshot was the old one, the new one. */
  old: number
  new: number
  /** How many left a pull half done on the disk, which the check ended. */
  unfinished: number
  /** What must not be. */
  faults: string[]
}

const PROMPTS = 60
const entry = new URL('../packages/sources/src/index.ts', import.meta.url).href

/** A source whose templates all say which state of the registry they are of. */
export function numbered(baseUrl: string): RemoteSource {
  return defineSource({
    name: 'numbered',
    async *pull({ connect }) {
      const state = String(await connect({ name: 'Numbered', baseUrl, headers: {} }).get('state'))
      for (let i = 0; i < PROMPTS; i++) {
        const messages = [{ role: 'user', content: `State ${state} of ${i}.` }] as const
        yield {
          prompt: `group-${i % 7}/p${i}`,
          environment: 'prod',
          version: state,
          template: { provider: 'openai', model: 'm', messages },
        }
      }
    },
  })
}

/** @param random At least 0 and below 1. */
export async function killPulls(kills: number, random: () => number = Math.random): Promise<KillReport> {
  let state = 1
  const server = createServer((_, response) => response.end(String(state)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = await mkdtemp(join(tmpdir(), 'understudy-kills-'))
  const project = createProject({
    root,
    config: { source: numbered(url), environments: ['prod'], pull: 'locked' },
  })
  const report: KillReport = { kills, old: 0, new: 0, unfinished: 0, faults: [] }
  try {
    await project.generate()
    let duration = 0
    for (let kill = 0; kill < kills; kill++) {
      const before = await stateOf(root)
      state++
      duration = await killOne(root, url, random, duration)
      if (existsSync(join(root, '.understudy/.pull-journal'))) report.unfinished++
      const { errors } = await project.check()
      const after = await stateOf(root)
      for (const { message } of errors) report.faults.push(`kill ${kill}: ${message}`)
      if (after === before) report.old++
      else if (after === String(state)) report.new++
      else report.faults.push(`kill ${kill}: neither ${before} nor ${state}, but ${after}`)
    }
    state++
    const last = await project.pull()
    if (last.errors.length > 0 || (await stateOf(root)) !== String(state))
      report.faults.push('the last pull failed')
    return report
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(root, { recursive: true, force: true })
  }
}

/**
 * Pulls in a process of its own and kills it: in every second run when the change of the disk has begun, else at any moment.
 *
 * @param duration How long a pull took that was not killed in time, in milliseconds; 0 when there was none yet.
 */
async function killOne(root: string, url: string, random: () => number, duration: number): Promise<number> {
  const code = `import { createProject } from ${JSON.stringify(entry)}
const { numbered } = await import(${JSON.stringify(pathToFileURL(fileURLToPath(import.meta.url)).href)})
const config = { source: numbered(${JSON.stringify(url)}), environments: ['prod'] }
const project = createProject({ root: ${JSON.stringify(root)}, config })
process.stdout.write('go')
await project.pull()`
  const args = ['--conditions=@understudy/source', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  const started = performance.now()
  const isOver = (): boolean => child.exitCode !== null
  if (random() < 0.5) {
    const journal = join(root, '.understudy/.pull-journal')
    while (!isOver() && !existsSync(journal)) await pause(0)
    await pause(random() * 8)
  } else await Promise.race([exited, pause(random() * (duration || 200))])
  child.kill('SIGKILL')
  await exited
  return child.signalCode === null ? performance.now() - started : duration
}

/** The state that all templates are of; a list of them when they are of several. */
async function stateOf(root: string): Promise<string> {
  const states = new Set<string>()
  let count = 0
  for (const file of await readdir(join(root, 'prompts'), { recursive: true })) {
    if (!file.endsWith('.yaml')) continue
    count++
    const text = await readFile(join(root, 'prompts', file), 'utf8')
    states.add(/State (\d+) of/.exec(text)?.[1] ?? `none in ${file}`)
  }
  const lock = await readFile(join(root, 'prompts.lock.json'), 'utf8')
  for (const [, version = ''] of lock.matchAll(/"version": "(\d+)"/g)) states.add(version)
  return count === PROMPTS ? [...states].join(', ') : `${count} templates of ${[...states].join(', ')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = await killPulls(Number(process.argv[2] ?? 200))
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exitCode = report.faults.length === 0 ? 0 : 1
}
