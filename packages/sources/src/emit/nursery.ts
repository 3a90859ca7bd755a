import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileState } from '../stamp.ts'
import { readFileList, writeFileList } from './file-list.ts'
import { temporaryPath, writeUnseen } from './write-atomic.ts'

/**
 * An output folder that is not there yet: filled under a name that nobody reads, it takes its place as a whole, which
 * spares thousands of files a renaming each.
 */
export class Nursery {
  readonly #output: string
  readonly #path: string
  readonly #folders = new Set<string>()
  readonly #names: string[] = []

  /** @param output The folder's place, absolute. */
  constructor(output: string) {
    this.#output = output
    this.#path = temporaryPath(output)
  }

  /** Writes a file, and returns its state. */
  write(name: string, text: string): FileState {
    this.#makeFolder(dirname(name))
    this.#names.push(name)
    return writeUnseen(join(this.#path, name), text)
  }

  /** Puts the folder into its place, with a list of its files, and returns the list's state. */
  place(): FileState {
    this.#makeFolder('.')
    const list = writeFileList(this.#path, this.#names)
    try {
      renameSync(this.#path, this.#output)
      return list
    } catch (error) {
      if (!existsSync(this.#output)) throw error
      return this.#moveFiles()
    }
  }

  /** Leaves everything as it was. */
  discard(): void {
    rmSync(this.#path, { recursive: true, force: true })
  }

  /** Another process was quicker and has made the folder: puts each file into its place. */
  #moveFiles(): FileState {
    const list = writeFileList(this.#output, new Set([...readFileList(this.#output), ...this.#names]))
    for (const folder of this.#folders) mkdirSync(join(this.#output, folder), { recursive: true })
    for (const name of this.#names) renameSync(join(this.#path, name), join(this.#output, name))
    this.discard()
    return list
  }

  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return
    mkdirSync(join(this.#path, folder), { recursive: true })
    this.#folders.add(folder)
  }
}
