import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'

/** Who is pulling into a project, in the output folder. */
const HOLDER = '.pull-lock'

/** How long to wait for another pull, in milliseconds, and how long at first and at most between two looks. */
const PATIENCE = 300_000
const FIRST_PAUSE = 25
const LONGEST_PAUSE = 1000

interface Holder {
  pid: number
  /** When the process was started, as the system tells it, since a number is used again. Empty if it does not tell. */
  started: string
  host: string
}

/**
 * Runs a task while no other process pulls into the same project; waits until it is its turn.
 *
 * @param output The output folder, absolute; made when it is not there.
 * @throws {BuildError} of code `source` when another pull does not come to its end.
 */
export async function exclusively<Result>(
  output: string,
  pause: (milliseconds: number) => Promise<unknown>,
  task: () => Promise<Result>,
): Promise<Result> {
  const file = join(output, HOLDER)
  const mine = JSON.stringify({ ...describe(process.pid), id: randomUUID() })
  mkdirSync(output, { recursive: true })
  let waited = 0
  for (let next = FIRST_PAUSE; !take(file, mine); next = Math.min(next * 2, LONGEST_PAUSE)) {
    const holder = readFileIfThere(file)
    if (holder === undefined || release(file, holder)) continue
    if (waited >= PATIENCE) throw stillPulling(holder)
    waited += next
    await pause(next)
  }
  try {
    return await task()
  } finally {
    if (readFileIfThere(file) === mine) rmSync(file, { force: true })
  }
}

/** Whether nobody else holds it. The file appears with its text, so that nobody reads a part. */
function take(file: string, mine: string): boolean {
  const draft = `${file}.${randomUUID()}~`
  writeFileSync(draft, mine)
  try {
    try {
      linkSync(draft, file)
    } catch (error) {
      // Some file systems have no links.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errorCode(error))) throw error
      writeFileSync(file, mine, { flag: 'wx' })
    }
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Takes the file away from a holder that is no more; false when it is alive, or was replaced meanwhile. */
function release(file: string, holder: string): boolean {
  if (isAlive(holder)) return false
  const aside = `${file}.${randomUUID()}~`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true
    throw error
  }
  const taken = readFileSync(aside, 'utf8')
  try {
    // Another process was quicker, and this is its own file: it gets it back.
    if (taken !== holder) linkSync(aside, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
  return taken === holder
}

function isAlive(text: string): boolean {
  const holder = parse(text)
  if (!holder) return false
  // Of another machine's processes, or another container's, there is no telling.
  if (holder.host !== hostname()) return true
  const now = describe(holder.pid)
  return now !== undefined && (now.started === '' || now.started === holder.started)
}

/** A process that runs; undefined when there is none of that number. */
function describe(pid: number): Holder | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return undefined
  }
  return { pid, started: startOf(pid), host: hostname() }
}

/** When a process was started, in ticks since the system was; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may have spaces and brackets of its own.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder: Partial<Holder> = JSON.parse(text)
    const { pid, started, host } = holder
    return typeof pid === 'number' && pid > 0 && typeof started === 'string' && typeof host === 'string'
      ? { pid, started, host }
      : undefined
  } catch {
    return undefined
  }
}

function stillPulling(holder: string): BuildError {
  const { pid, host } = parse(holder) ?? { pid: 0, host: '' }
  return new BuildError({
    code: 'source',
    summary: `another pull has been running for a long time (process ${pid} on ${host})`,
    hint: `Wait for it or end it; if there is no such process, delete ${HOLDER} in the output folder.`,
  })
}
