import { existsSync, mkdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import type { FileState } from '../stamp.ts'
import { toPosix } from '../to-posix.ts'
import type { EmitResult } from './emit.ts'
import { FILE_LIST, readFileList, writeFileList } from './file-list.ts'
import { namesUnder } from './names-under.ts'
import { Nursery } from './nursery.ts'
import { sweep } from './sweep.ts'
import { Draft } from './write-atomic.ts'

/**
 * The way of generated files into an output folder: written at once under names that nobody reads, so that not all
 * texts of a large project have to be kept, and renamed into their places together, or not at all.
 */
export class Staging {
  /** The state of each added file that is in its place, and of the list of all. */
  readonly states: Map<string, FileState> = new Map()
  readonly #folder: string
  readonly #output: string
  readonly #check: boolean
  /** Takes the files while there is no output folder. */
  readonly #nursery: Nursery | undefined
  #mine: ReadonlySet<string> | undefined
  readonly #added = new Set<string>()
  readonly #written: string[] = []
  readonly #foreign: string[] = []
  readonly #drafts = new Map<string, Draft>()
  readonly #folders = new Set<string>()
  /** Which of the folders were not there before. */
  readonly #newFolders: string[] = []
  /** What is in the output folder; in lower case, as some file systems do not tell names apart by it. */
  #there: ReadonlySet<string> | undefined

  /**
   * @param folder The output folder, relative to the root.
   * @param check Whether to write nothing and only tell what would change.
   */
  constructor(root: string, folder: string, check: boolean) {
    this.#folder = folder
    this.#output = resolve(root, folder)
    this.#check = check
    this.#nursery = existsSync(this.#output) ? undefined : new Nursery(this.#output)
  }

  /**
   * Adds a file; it is written if its text is not there yet.
   *
   * @throws {BuildError} of code `config` when a file that Understudy did not make stands where a folder must.
   */
  add(name: string, text: string): void {
    this.#added.add(name)
    const old = this.#find(name)
    if (old?.text === text) {
      this.states.set(name, old.stat)
      return
    }
    this.#written.push(name)
    if (old && !this.#own().has(name)) this.#foreign.push(name)
    if (this.#check) return
    if (this.#nursery) {
      this.states.set(name, this.#nursery.write(name, text))
      return
    }
    this.#makeFolder(dirname(name))
    this.#drafts.set(name, new Draft(join(this.#output, name), text))
  }

  /**
   * Puts the files into their places and deletes those of earlier runs that were neither added nor are kept.
   *
   * @throws {BuildError} of code `config` when a file that Understudy did not make is in the way.
   */
  commit(kept: ReadonlySet<string>): EmitResult {
    if (this.#foreign.length > 0) {
      this.discard()
      throw inTheWay(this.#folder, this.#foreign.sort())
    }
    const removed = [...this.#own()].filter((name) => !this.#added.has(name) && !kept.has(name)).sort()
    const unchanged = kept.size + this.#added.size - this.#written.length
    const result: EmitResult = { written: this.#written.sort(), removed, unchanged }
    if (this.#check) return result
    if (this.#nursery) this.states.set(FILE_LIST, this.#nursery.place())
    else this.#place(removed, kept)
    if (result.written.length > 0) sweep(this.#output, this.#nursery !== undefined)
    return result
  }

  /** Leaves everything as it was. */
  discard(): void {
    this.#nursery?.discard()
    for (const draft of this.#drafts.values()) draft.discard()
    this.#drafts.clear()
    for (const folder of this.#newFolders.splice(0).reverse()) removeEmptyFolder(join(this.#output, folder))
  }

  #place(removed: readonly string[], kept: ReadonlySet<string>): void {
    // What is about to appear is listed first: a run that is cut short leaves nothing that a later one takes for the user's.
    const mine = this.#own()
    const files = [...this.#added, ...kept]
    if (files.some((name) => !mine.has(name))) this.#list(new Set([...mine, ...files]))
    for (const [name, draft] of this.#drafts) {
      this.#drafts.delete(name)
      this.states.set(name, draft.place())
    }
    if (removed.length === 0) return
    for (const name of removed) rmSync(join(this.#output, name), { force: true })
    for (const folder of foldersOf(removed)) removeEmptyFolder(join(this.#output, folder))
    this.#list(files)
  }

  /** A file's text, and its state from before the text was read; undefined when it is not there. */
  #find(name: string): { text: string; stat: FileState } | undefined {
    if (this.#nursery) return undefined
    // Asking for thousands of files that are not there takes longer than writing them.
    if (!this.#own().has(name) && !this.#isThere(name)) return undefined
    const path = join(this.#output, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    const text = readFileIfThere(path)
    return stat === undefined || text === undefined ? undefined : { text, stat }
  }

  /** The files that Understudy made. Most runs change nothing, and need not know. */
  #own(): ReadonlySet<string> {
    if (this.#mine) return this.#mine
    // What another process makes meanwhile in the place of the nursery is not this run's to judge.
    if (this.#nursery) this.#mine = new Set()
    else {
      const state = statSync(join(this.#output, FILE_LIST), { throwIfNoEntry: false })
      if (state) this.states.set(FILE_LIST, state)
      this.#mine = readFileList(this.#output)
    }
    return this.#mine
  }

  #list(files: Iterable<string>): void {
    this.states.set(FILE_LIST, writeFileList(this.#output, files))
  }

  #isThere(name: string): boolean {
    this.#there ??= new Set(namesUnder(this.#output).map((path) => path.toLowerCase()))
    return this.#there.has(name.toLowerCase())
  }

  #makeFolder(folder: string): void {
    if (folder === '.' || this.#folders.has(folder)) return
    this.#makeFolder(dirname(folder))
    this.#folders.add(folder)
    const path = join(this.#output, folder)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
    try {
      mkdirSync(path)
    } catch (error) {
      if (errorCode(error) === 'EEXIST') throw inTheWay(this.#folder, [folder])
      throw error
    }
    this.#newFolders.push(folder)
  }
}

/** The folders that files lie in, innermost first. */
function foldersOf(names: Iterable<string>): string[] {
  const folders = new Set<string>()
  for (const name of names) {
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) folders.add(folder)
  }
  return [...folders].sort().reverse()
}

/** Deletes a folder if there is nothing in it. */
function removeEmptyFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(errorCode(error))) throw error
  }
}

function inTheWay(folder: string, files: readonly string[]): BuildError {
  const shown = files.slice(0, 3).join(', ') + (files.length > 3 ? ` and ${files.length - 3} more` : '')
  return new BuildError({
    code: 'config',
    summary: `the output folder holds files that Understudy did not make: ${shown}`,
    hint: 'Name another folder as `output` in the config; or delete these files if nothing needs them.',
    place: { file: toPosix(folder) },
  })
}
