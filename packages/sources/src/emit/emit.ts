import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { readFileIfThere } from '../read-file-if-there.ts'
import { toPosix } from '../to-posix.ts'
import { readFileList, writeFileList } from './file-list.ts'
import { writeAtomic } from './write-atomic.ts'

/** What emitting did to an output folder, or would do; names are relative to it and sorted. */
export interface EmitResult {
  /** Files that are new or have a new text. */
  written: string[]
  /** Files of an earlier run that are no longer part of the output. */
  removed: string[]
  /** How many files already had their text. */
  unchanged: number
}

/**
 * Brings an output folder into step with its wanted content.
 *
 * Writes only what differs, each file by an atomic rename, and deletes only what an earlier run made.
 *
 * @param folder The output folder, relative to the root.
 * @param files Path relative to the folder → text.
 * @param check Whether to write nothing and only tell what would change.
 * @throws {BuildError} of code `config` when a file that Understudy did not make is in the way.
 */
export function emit(
  root: string,
  folder: string,
  files: ReadonlyMap<string, string>,
  check: boolean,
): EmitResult {
  const output = resolve(root, folder)
  const mine = readFileList(output)
  const names = [...files.keys()].sort()
  const old = new Map(names.map((name) => [name, readFileIfThere(join(output, name))]))
  const written = names.filter((name) => old.get(name) !== files.get(name))
  const foreign = written.filter((name) => !mine.has(name) && old.get(name) !== undefined)
  if (foreign.length > 0) throw inTheWay(folder, foreign)
  const removed = [...mine].filter((name) => !files.has(name)).sort()
  const result: EmitResult = { written, removed, unchanged: names.length - written.length }
  if (check) return result

  const newcomers = names.filter((name) => !mine.has(name))
  makeFolders(output, written)
  // What is about to appear is listed first: a run that is cut short leaves nothing that a later one takes for the user's.
  if (newcomers.length > 0) writeFileList(output, [...mine, ...newcomers])
  for (const name of written) writeAtomic(join(output, name), files.get(name) ?? '')
  for (const name of removed) rmSync(join(output, name), { force: true })
  if (removed.length > 0) writeFileList(output, names)
  return result
}

function makeFolders(output: string, files: readonly string[]): void {
  const folders = new Set(files.map((name) => dirname(join(output, name))))
  for (const folder of folders) mkdirSync(folder, { recursive: true })
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
