import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FileState } from '../stamp.ts'

/** The names of temporary files. Watchers pass over names that end in a tilde. */
export const TEMPORARY: RegExp = /^\..+\.[\da-f]{12}~$/

/** A new name beside a file or a folder, under which its next state is made: two that do so at once do not meet. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}~`)
}

/** Writes a file that nobody else knows yet, and returns its state. */
export function writeUnseen(file: string, text: string | Buffer): FileState {
  const descriptor = openSync(file, 'w')
  try {
    writeFileSync(descriptor, text)
    const { ino, size, mtimeMs } = fstatSync(descriptor)
    return { ino, size, mtimeMs }
  } finally {
    closeSync(descriptor)
  }
}

/** A file's new text, under a name that nobody reads. */
export class Draft {
  readonly #file: string
  readonly #temporary: string
  readonly #stat: FileState

  /** Writes the new text of a file without touching the file. */
  constructor(file: string, text: string | Buffer) {
    this.#file = file
    this.#temporary = temporaryPath(file)
    try {
      this.#stat = writeUnseen(this.#temporary, text)
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Puts it into the file's place and returns its state. */
  place(): FileState {
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
export function writeAtomic(file: string, text: string | Buffer): FileState {
  return new Draft(file, text).place()
}
