import { randomUUID } from 'node:crypto'
import { access, type FileHandle, open, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backlog, Segment } from '../backlog/backlog.ts'
import type { RecorderEvent } from '../recording.ts'
import { fromCrcLines, LINE_OVERHEAD, toCrcLines } from './crc-line.ts'
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

/** For how long events are gathered before they are written together, in milliseconds. */
const GATHER = 10

/** How many characters of segments are kept in memory too, since what is sent soon need not be read from the disk. */
const KEPT = 4_194_304

/** A segment on the disk. */
interface StoredSegment {
  path: string
  /** What it counts for in the limit: what is on the disk, and what the disk has not taken. */
  bytes: number
  /** What the disk has not taken, for instance because it is full. */
  unwritten: RecorderEvent[]
  /** All its events, as long as memory has room for them. */
  kept: RecorderEvent[] | undefined
  /** How many characters these have. */
  keptSize: number
}

/** A segment that is being written. */
interface OpenSegment extends StoredSegment {
  file: Promise<FileHandle>
}

class Spool implements Backlog {
  readonly #root: string
  readonly #limit: number
  #folder: SpoolFolder | undefined
  #segment: OpenSegment | undefined
  #number = 0
  /** Bytes of all that waits. */
  #total = 0
  /** Characters that are kept in memory too. */
  #kept = 0
  /** Added, and not yet given to the disk. */
  #waiting: RecorderEvent[] = []
  #waitingSize = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Writes and cuts follow each other; the last of them. */
  #work: Promise<unknown> = Promise.resolve()
  open = 0

  constructor(root: string, limit: number) {
    this.#root = root
    this.#limit = limit
  }

  add(event: RecorderEvent, characters: number): boolean {
    const size = characters + LINE_OVERHEAD
    if (this.#total + size > this.#limit) return false
    this.#total += size
    this.open += size
    this.#waiting.push(event)
    this.#waitingSize += size
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
      this.open = this.#waitingSize
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
      found.push(this.#onDisk({ path, bytes: size, unwritten: [], kept: undefined, keptSize: 0 }))
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
    const events = this.#waiting
    const size = this.#waitingSize
    if (events.length === 0) return
    this.#waiting = []
    this.#waitingSize = 0
    this.#segment ??= this.#begin()
    const segment = this.#segment
    this.#keep(segment, events, size)
    try {
      const file = await segment.file
      // What a write that failed has left is no part of the next line.
      if (segment.unwritten.length > 0) await file.appendFile('\n')
      const bytes = toCrcLines(events.map((event) => JSON.stringify(event)))
      await file.appendFile(bytes)
      segment.bytes += bytes.length
      this.#total += bytes.length - size
    } catch {
      // The disk is full, or gone: memory has to do.
      segment.unwritten.push(...events)
      segment.bytes += size
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
    return { path, file, bytes: 0, unwritten: [], kept: [], keptSize: 0 }
  }

  #keep(segment: StoredSegment, events: readonly RecorderEvent[], size: number): void {
    if (this.#kept + size > KEPT) this.#release(segment)
    if (!segment.kept) return
    segment.kept.push(...events)
    segment.keptSize += size
    this.#kept += size
  }

  /** Keeps a segment in memory no longer; gives what was kept of it. */
  #release(segment: StoredSegment): readonly RecorderEvent[] | undefined {
    const { kept } = segment
    this.#kept -= segment.keptSize
    segment.kept = undefined
    segment.keptSize = 0
    return kept
  }

  #onDisk(segment: StoredSegment): Segment {
    const { path, unwritten } = segment
    return {
      read: async () => {
        const kept = this.#release(segment)
        // Without its file another process has taken it, and sends it.
        if (kept && (unwritten.length > 0 || (await isThere(path)))) return kept
        const written = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
          // The disk has refused all of it; or another process took this one for gone.
          if (unwritten.length > 0 || error.code === 'ENOENT') return ''
          throw error
        })
        return [
          ...fromCrcLines(written).entries.map((entry): RecorderEvent => JSON.parse(entry)),
          ...unwritten,
        ]
      },
      remove: async () => {
        this.#release(segment)
        await unlink(path).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error
        })
        this.#total -= segment.bytes
      },
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/** A file that the disk refused to open needs no closing. */
async function close({ file }: OpenSegment): Promise<void> {
  await file.then((handle) => handle.close()).catch(() => undefined)
}
