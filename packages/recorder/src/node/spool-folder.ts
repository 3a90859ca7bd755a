import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { kill, pid } from 'node:process'

/** How often a living process shows that it lives, in milliseconds. */
const BEAT = 10_000

/**
 * After how long without a sign a process counts as gone that cannot be asked, in milliseconds: one of another host, or
 * one whose pid runs, since it may be given anew. A process may be stopped for a while, as on a laptop that sleeps.
 */
const SILENCE = 600_000

/** The same for this process's own pid, as in containers, where it is always 1: its timers run in the same process. */
const OWN_SILENCE = 60_000

/** How often it is looked for what others have left, in milliseconds. */
const LOOK = 30_000

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
  #looked = Number.NEGATIVE_INFINITY
  /** Whether somebody took it away, for instance because this process had been stopped for long. */
  isLost = false

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
    if (performance.now() - this.#looked < LOOK) return []
    this.#looked = performance.now()
    const taken = readdirSync(this.#root)
      .filter((name) => name !== basename(this.path) && isGone(this.#root, name))
      .flatMap((name) => this.#take(name))
    return taken.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
  }

  /** Leaves nothing behind where nothing waits; else somebody else may take it at once. */
  close(): void {
    clearInterval(this.#beat)
    try {
      if (readdirSync(this.path).every((name) => name === ALIVE)) {
        rmSync(join(this.path, ALIVE), { force: true })
        rmdirSync(this.path)
      } else utimesSync(join(this.path, ALIVE), 0, 0)
    } catch {
      // Somebody has cleared up already.
    }
  }

  #take(name: string): string[] {
    const taken = join(this.path, name)
    try {
      renameSync(join(this.#root, name), taken)
    } catch {
      // Another process was quicker.
      return []
    }
    // Side by side: folders in folders would grow with every process that is killed.
    const paths = segmentsUnder(taken).map((from) => {
      const to = join(this.path, basename(from))
      renameSync(from, to)
      return to
    })
    rmSync(taken, { recursive: true, force: true })
    return paths
  }

  #touch(): void {
    const now = new Date()
    try {
      utimesSync(join(this.path, ALIVE), now, now)
    } catch {
      this.isLost = true
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
  const isOwn = host === plainHost() && Number(owner) === pid
  if (host === plainHost() && !isOwn && !isRunning(Number(owner))) return true
  // A folder that has just been made has no sign of life yet.
  const beat = statIfThere(join(root, name, ALIVE)) ?? statIfThere(join(root, name))
  return beat !== undefined && Date.now() - beat.mtimeMs > (isOwn ? OWN_SILENCE : SILENCE)
}

function statIfThere(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
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
