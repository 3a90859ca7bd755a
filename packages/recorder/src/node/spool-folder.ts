import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { kill, pid } from 'node:process'

/** How often a living process shows that it lives, in milliseconds. */
const BEAT = 10_000

/** After how long without a sign a process of another host, or of a pid that was given anew, counts as gone. */
const SILENCE = 60_000

/** The name of the file whose time shows that the owner of a folder lives. */
const ALIVE = 'alive'

/**
 * A process's own folder in a spool that several processes may share: `<host>~<pid>~<uuid>`.
 *
 * What another one left is taken over by renaming its folder, which only one process can do.
 */
export class SpoolFolder {
  /** Absolute or relative to the working directory. */
  readonly path: string
  readonly #root: string
  readonly #beat: ReturnType<typeof setInterval>

  constructor(root: string) {
    this.#root = root
    this.path = join(root, `${plainHost()}~${pid}~${randomUUID()}`)
    mkdirSync(this.path, { recursive: true, mode: 0o700 })
    writeFileSync(join(this.path, ALIVE), '')
    this.#beat = setInterval(() => this.#touch(), BEAT)
    this.#beat.unref()
  }

  /** The segments that processes which are gone have left, oldest first; they are this process's from now on. */
  takeOver(): string[] {
    const taken = readdirSync(this.#root)
      .filter((name) => isGone(this.#root, name))
      .flatMap((name) => this.#take(name))
    return taken.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
  }

  /** Leaves nothing behind where nothing waits. */
  close(): void {
    clearInterval(this.#beat)
    try {
      if (readdirSync(this.path).every((name) => name === ALIVE)) {
        rmSync(join(this.path, ALIVE), { force: true })
        rmdirSync(this.path)
      }
    } catch {
      // Somebody has cleared up already.
    }
  }

  #take(name: string): string[] {
    const target = join(this.path, name)
    try {
      renameSync(join(this.#root, name), target)
    } catch {
      // Another process was quicker.
      return []
    }
    return segmentsUnder(target)
  }

  #touch(): void {
    const now = new Date()
    try {
      utimesSync(join(this.path, ALIVE), now, now)
    } catch {
      // The folder was cleared away: writing to it will say so.
    }
  }
}

function segmentsUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function isGone(root: string, name: string): boolean {
  const [host, owner] = name.split('~')
  if (owner === undefined) return false
  if (host === plainHost() && Number(owner) !== pid && !isRunning(Number(owner))) return true
  const beat = statSync(join(root, name, ALIVE), { throwIfNoEntry: false })
  return beat === undefined || Date.now() - beat.mtimeMs > SILENCE
}

function isRunning(owner: number): boolean {
  try {
    return kill(owner, 0)
  } catch (error) {
    // Of another user, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function plainHost(): string {
  return hostname().replace(/[^\w.-]/g, '_')
}

function basename(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? ''
}
