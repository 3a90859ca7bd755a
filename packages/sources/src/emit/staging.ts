import { mkdirSync, readdirSync, rmdirSync, rmSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { toPosix } from '../to-posix.ts'
import type { EmitResult } from './emit.ts'
import { readFileList, writeFileList } from './file-list.ts'
import { Draft, TEMPORARY } from './write-atomic.ts'

/** After this time a temporary file is one that a killed run left; in milliseconds. */
const TEMPORARY_AGE = 60_000

/**
 * The way of generated files into an output folder: written at once under names that nobody reads, so that not all
 * texts of a large project have to be kept, and renamed into their places together, or not at all.
 */
export class Staging {
  /** The state of each added file that is in its place. */
  readonly states: Map<string, Stats> = new Map()
  readonly #folder: string
  readonly #output: string
  readonly #check: boolean
  readonly #there: readonly string[] | undefined
  /** In lower case, as some file systems do not tell names apart by it. */
  readonly #names: ReadonlySet<string>
  readonly #mine: Set<string>
  readonly #added = new Set<string>()
  readonly #written: string[] = []
  readonly #foreign: string[] = []
  readonly #drafts = new Map<string, Draft>()

  /**
   * @param folder The output folder, relative to the root.
   * @param check Whether to write nothing and only tell what would change.
   */
  constructor(root: string, folder: string, check: boolean) {
    this.#folder = folder
    this.#output = resolve(root, folder)
    this.#check = check
    this.#there = list(this.#output)
    this.#names = new Set(this.#there?.map((name) => name.toLowerCase()))
    this.#mine = readFileList(this.#output)
  }

  /** Adds a file; it is written if its text is not there yet. */
  add(name: string, text: string): void {
    this.#added.add(name)
    const old = this.#find(name)
    if (old?.text === text) {
      this.states.set(name, old.stat)
      return
    }
    this.#written.push(name)
    if (old && !this.#mine.has(name)) this.#foreign.push(name)
    if (this.#check) return
    if (this.#drafts.size === 0) mkdirSync(this.#output, { recursive: true })
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
    const removed = [...this.#mine].filter((name) => !this.#added.has(name) && !kept.has(name)).sort()
    const unchanged = kept.size + this.#added.size - this.#written.length
    const result: EmitResult = { written: this.#written.sort(), removed, unchanged }
    if (this.#check) return result

    // What is about to appear is listed first: a run that is cut short leaves nothing that a later one takes for the user's.
    if ([...this.#added].some((name) => !this.#mine.has(name))) {
      mkdirSync(this.#output, { recursive: true })
      writeFileList(this.#output, new Set([...this.#mine, ...this.#added]))
    }
    for (const [name, draft] of this.#drafts) {
      this.#drafts.delete(name)
      this.states.set(name, draft.place())
    }
    for (const name of removed) rmSync(join(this.#output, name), { force: true })
    if (removed.length > 0) writeFileList(this.#output, [...this.#added, ...kept])
    sweep(this.#output, this.#there ?? [])
    return result
  }

  /** Leaves everything as it was. */
  discard(): void {
    for (const draft of this.#drafts.values()) draft.discard()
    if (this.#there === undefined && this.#drafts.size > 0) rmdirSync(this.#output)
    this.#drafts.clear()
  }

  /** A file's text, and its state from before the text was read; undefined when it is not there. */
  #find(name: string): { text: string; stat: Stats } | undefined {
    // Asking for thousands of files that are not there takes longer than writing them.
    if (!this.#names.has(name.toLowerCase())) return undefined
    const path = join(this.#output, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    const text = readFileIfThere(path)
    return stat === undefined || text === undefined ? undefined : { text, stat }
  }
}

/** The names in a folder; undefined when it is not there. */
function list(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Deletes what killed runs left, under names that nobody reads. */
function sweep(output: string, names: readonly string[]): void {
  const before = Date.now() - TEMPORARY_AGE
  for (const name of names) {
    if (!TEMPORARY.test(name)) continue
    const stat = statSync(join(output, name), { throwIfNoEntry: false })
    if (stat && stat.mtimeMs < before) rmSync(join(output, name), { force: true })
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
