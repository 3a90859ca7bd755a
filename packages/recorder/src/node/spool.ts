import { randomUUID } from 'node:crypto'
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backlog, Segment } from '../backlog/backlog.ts'
import { fromCrcLines, LINE_OVERHEAD, toCrcLine } from './crc-line.ts'
import { SpoolFolder } from './spool-folder.ts'

export interface SpoolOptions {
  /** How many bytes may wait on disk, with what earlier processes left; what comes on top is dropped. @default 67_108_864 */
  maxBytes?: number
}

/**
 * Keeps recordings on disk until every sink has them, so that they survive the process: append-only segments with
 * checksums, in a folder that several processes may share. What a process that was killed has left is sent by another.
 *
 * It survives the process, and not the machine: nothing waits for the disk itself.
 *
 * @param path The folder; made when it is not there.
 * @example
 * createRecorder({ sinks, spool: spool('.recordings') })
 */
export function spool(path: string, { maxBytes = 67_108_864 }: SpoolOptions = {}): Backlog {
  return new Spool(path, maxBytes)
}

/** For how long entries are gathered before they are written together, in milliseconds. */
const GATHER = 10

/** A segment that is being written. */
interface OpenSegment {
  path: string
  file: Promise<FileHandle>
  bytes: number
  /** What the disk has not taken, for instance because it is full. */
  unwritten: string[]
}

class Spool implements Backlog {
  readonly #root: string
  readonly #limit: number
  #folder: SpoolFolder | undefined
  #segment: OpenSegment | undefined
  #number = 0
  /** Bytes of all that waits. */
  #total = 0
  /** Added, and not yet given to the disk. */
  #waiting: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Writes and cuts follow each other; the last of them. */
  #work: Promise<unknown> = Promise.resolve()
  open = 0

  constructor(root: string, limit: number) {
    this.#root = root
    this.#limit = limit
  }

  add(entry: string): boolean {
    const size = entry.length + LINE_OVERHEAD
    if (this.#total + size > this.#limit) return false
    this.#total += size
    this.open += size
    this.#waiting.push(entry)
    // Off the call's path, and not one write a call. A process that ends waits for it.
    this.#timer ??= setTimeout(() => this.#flush(), GATHER)
    return true
  }

  cut(): Promise<Segment | undefined> {
    this.#flush()
    const cut = this.#work.then(async () => {
      const segment = this.#segment
      if (!segment) return undefined
      this.#segment = undefined
      this.open = sizeOf(this.#waiting)
      await close(segment)
      return this.#onDisk(segment)
    })
    this.#work = cut
    return cut
  }

  async recover(): Promise<readonly Segment[]> {
    const found: Segment[] = []
    for (const path of this.#own().takeOver()) {
      const { size } = await stat(path)
      this.#total += size
      found.push(this.#onDisk({ path, bytes: size, unwritten: [] }))
    }
    return found
  }

  async saved(): Promise<boolean> {
    this.#flush()
    await this.#work
    return !this.#segment?.unwritten.length
  }

  async close(): Promise<void> {
    this.#flush()
    await this.#work
    if (this.#segment) await close(this.#segment)
    this.#folder?.close()
  }

  #own(): SpoolFolder {
    if (!this.#folder || this.#folder.isLost) {
      this.#folder?.close()
      this.#folder = new SpoolFolder(this.#root)
    }
    return this.#folder
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#work = this.#work.then(() => this.#write())
  }

  async #write(): Promise<void> {
    const entries = this.#waiting
    if (entries.length === 0) return
    this.#waiting = []
    const lines = entries.map(toCrcLine)
    this.#segment ??= this.#begin()
    const segment = this.#segment
    try {
      // What a write that failed has left is no part of the next line.
      const bytes = Buffer.from((segment.unwritten.length > 0 ? '\n' : '') + lines.join(''))
      await (await segment.file).appendFile(bytes)
      segment.bytes += bytes.length
      this.#total += bytes.length - sizeOf(entries)
    } catch {
      // The disk is full, or gone: memory has to do.
      segment.unwritten.push(...lines)
    }
  }

  #begin(): OpenSegment {
    const name = `${Date.now()}-${String(this.#number++).padStart(6, '0')}-${randomUUID().slice(0, 8)}.log`
    let path = join(this.#root, name)
    let file: Promise<FileHandle>
    try {
      path = join(this.#own().path, name)
      file = open(path, 'a', 0o600)
    } catch (error) {
      file = Promise.reject(error)
    }
    // Whoever awaits it hears of a failure.
    file.catch(() => undefined)
    return { path, file, bytes: 0, unwritten: [] }
  }

  #onDisk({ path, bytes, unwritten }: Omit<OpenSegment, 'file'>): Segment {
    return {
      read: async () => {
        const written = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
          // The disk has refused all of it; or another process took this one for gone, and sends it.
          if (unwritten.length > 0 || error.code === 'ENOENT') return ''
          throw error
        })
        return fromCrcLines(`${written}\n${unwritten.join('')}`).entries
      },
      remove: async () => {
        await rm(path, { force: true })
        this.#total -= bytes + unwritten.join('').length
      },
    }
  }
}

/** Bytes that entries take as lines, if all of it is ASCII. */
function sizeOf(entries: readonly string[]): number {
  return entries.reduce((total, entry) => total + entry.length + LINE_OVERHEAD, 0)
}

/** A file that the disk refused to open needs no closing. */
async function close({ file }: OpenSegment): Promise<void> {
  await file.then((handle) => handle.close()).catch(() => undefined)
}
