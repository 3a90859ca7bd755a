import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomic } from '../emit/write-atomic.ts'
import { readFileIfThere } from '../read-file-if-there.ts'

/** An answer of an earlier pull. */
export interface KnownAnswer {
  /** The registry's name for this state of the answer. */
  etag: string
  /** The cleaned answer as JSON. */
  text: string
}

/** Answers that need not be sent again while they are the same. What is damaged or cannot be written is passed over. */
export interface AnswerCache {
  get(key: string): KnownAnswer | undefined
  set(key: string, answer: KnownAnswer): void
}

/** How much the folder of answers may hold, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024

/** From how many characters an answer is kept. To be sent a small one again costs less than a file. */
const MIN_LENGTH = 8 * 1024

/** Who asks for what: two keys never share an answer, and neither can be read from the result. */
export function answerKey(url: URL, headers: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify([url.href, hash('sha256', JSON.stringify(sorted))]))
}

/** Keeps answers in a folder, one file each, readable by its owner alone. */
export class AnswerFolder implements AnswerCache {
  readonly #folder: string
  readonly #minLength: number
  /** What the folder holds: most of what is asked for was too small to be kept. */
  #names: Set<string> | undefined

  /** @param folder Absolute; made when something is kept. */
  constructor(folder: string, minLength: number = MIN_LENGTH) {
    this.#folder = folder
    this.#minLength = minLength
  }

  get(key: string): KnownAnswer | undefined {
    this.#names ??= new Set(namesIn(this.#folder))
    if (!this.#names.has(key)) return undefined
    const path = join(this.#folder, key)
    try {
      const file = readFileIfThere(path) ?? ''
      const end = file.indexOf('\n')
      const body = file.slice(end + 1)
      if (file.slice(0, end) !== hash('sha256', body)) return undefined
      const split = body.indexOf('\n')
      const now = new Date()
      // The oldest go first, and age is counted from the last use.
      utimesSync(path, now, now)
      return { etag: body.slice(0, split), text: body.slice(split + 1) }
    } catch {
      return undefined
    }
  }

  set(key: string, { etag, text }: KnownAnswer): void {
    if (text.length < this.#minLength) return
    const body = `${etag}\n${text}`
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      writeAtomic(join(this.#folder, key), `${hash('sha256', body)}\n${body}`)
      this.#names?.add(key)
    } catch {
      // Without it the next pull is sent the answer again, and that is all.
    }
  }

  /** Deletes what was used longest ago, until the folder is within its limit. */
  prune(limit: number = MAX_BYTES): void {
    try {
      let total = 0
      const files = readdirSync(this.#folder).map((name) => {
        const path = join(this.#folder, name)
        const { size, mtimeMs } = statSync(path)
        return { path, size, mtimeMs }
      })
      for (const { path, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
        total += size
        if (total > limit) rmSync(path, { force: true })
      }
    } catch {
      // There is no folder yet, or another pull is pruning it.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
