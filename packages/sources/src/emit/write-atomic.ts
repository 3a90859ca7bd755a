import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Told apart by process: two that write the same file at once do not share a temporary one. */
const SUFFIX = `${randomBytes(6).toString('hex')}~`

/** The names of temporary files. Watchers pass over names that end in a tilde. */
export const TEMPORARY: RegExp = /^\..+\.[\da-f]{12}~$/

/** A file's new text, under a name that nobody reads. */
export class Draft {
  readonly #file: string
  readonly #temporary: string
  readonly #stat: Stats

  /** Writes the new text of a file without touching the file. */
  constructor(file: string, text: string) {
    this.#file = file
    this.#temporary = join(dirname(file), `.${basename(file)}.${SUFFIX}`)
    try {
      writeFileSync(this.#temporary, text)
      // Looked at while nobody else knows it.
      this.#stat = statSync(this.#temporary)
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Puts it into the file's place and returns its state. */
  place(): Stats {
    try {
      renameSync(this.#temporary, this.#file)
      return this.#stat
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Deletes it. */
  discard(): void {
    rmSync(this.#temporary, { force: true })
  }
}

/**
 * Writes a file so that a reader sees its old text or its new, and never a part.
 *
 * @returns The file's state.
 */
export function writeAtomic(file: string, text: string): Stats {
  return new Draft(file, text).place()
}
