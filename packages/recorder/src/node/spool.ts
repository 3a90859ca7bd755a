import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backlog, Segment } from '../backlog/backlog.ts'
import { fromCrcLines, toCrcLine } from './crc-line.ts'
import { SpoolFolder } from './spool-folder.ts'

export interface SpoolOptions {
  /** How many bytes may wait on disk; what comes on top is dropped. @default 67_108_864 */
  maxBytes?: number
}

/**
 * Keeps recordings on disk until every sink has them, so that they survive the process: append-only segments with
 * checksums, in a folder that several processes may share. What a process that was killed has left is sent by the next.
 *
 * It survives the process, and not the machine: nothing waits for the disk itself.
 *
 * @param path The folder; made when it is not there.
 * @example
 * createRecorder({ sinks, spool: spool('.understudy/spool') })
 */
export function spool(path: string, { maxBytes = 67_108_864 }: SpoolOptions = {}): Backlog {
  return new Spool(path, maxBytes)
}

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
  #total = 0
  /** Added, and not yet given to the disk. */
  #waiting: string[] = []
  #writing: Promise<void> | undefined

  constructor(root: string, limit: number) {
    this.#root = root
    this.#limit = limit
  }

  open = 0

  add(entry: string): boolean {
    const line = toCrcLine(entry)
    if (this.#total + line.length > this.#limit) return false
    this.#total += line.length
    this.open += line.length
    this.#waiting.push(line)
    this.#writing ??= this.#write()
    return true
  }

  async cut(): Promise<Segment | undefined> {
    await this.saved()
    const segment = this.#segment
    if (!segment) return undefined
    this.#segment = undefined
    this.open = 0
    await close(segment)
    return this.#onDisk(segment)
  }

  async recover(): Promise<readonly Segment[]> {
    const paths = this.#own().takeOver()
    return await Promise.all(
      paths.map(async (path) => {
        const { size } = await stat(path)
        this.#total += size
        return this.#onDisk({ path, bytes: size, unwritten: [] })
      }),
    )
  }

  async saved(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async close(): Promise<void> {
    await this.saved()
    if (this.#segment) await close(this.#segment)
    this.#folder?.close()
  }

  #own(): SpoolFolder {
    this.#folder ??= new SpoolFolder(this.#root)
    return this.#folder
  }

  async #write(): Promise<void> {
    // What is added in the same turn goes in one write.
    await undefined
    while (this.#waiting.length > 0) {
      const text = this.#waiting.join('')
      const lines = this.#waiting
      this.#waiting = []
      const segment = this.#current()
      try {
        await (await segment.file).appendFile(text)
        segment.bytes += text.length
      } catch {
        // The disk is full, or gone: memory has to do.
        segment.unwritten.push(...lines)
      }
    }
    this.#writing = undefined
  }

  #current(): OpenSegment {
    if (!this.#segment) {
      const name = `${Date.now()}-${String(this.#number++).padStart(6, '0')}.log`
      const path = join(this.#own().path, name)
      this.#segment = { path, file: open(path, 'a', 0o600), bytes: 0, unwritten: [] }
      // Whoever awaits it hears of a failure.
      this.#segment.file.catch(() => undefined)
    }
    return this.#segment
  }

  #onDisk({ path, bytes, unwritten }: Omit<OpenSegment, 'file'>): Segment {
    return {
      read: async () => {
        // Where the disk refused all of it, there is no file.
        const written = unwritten.length > 0 ? readFile(path, 'utf8').catch(() => '') : readFile(path, 'utf8')
        return fromCrcLines(`${await written}\n${unwritten.join('')}`).entries
      },
      remove: async () => {
        await rm(path, { force: true })
        this.#total -= bytes + unwritten.join('').length
      },
    }
  }
}

/** A file that the disk refused to open needs no closing. */
async function close({ file }: OpenSegment): Promise<void> {
  await file.then((handle) => handle.close()).catch(() => undefined)
}
