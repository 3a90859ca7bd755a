import { hash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { TEMPORARY, temporaryPath, writeAtomic } from '../emit/write-atomic.ts'
import { errorCode } from '../error-code.ts'
import { writeLock } from '../lock/lock.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { snapshotFile, snapshotFolder } from '../snapshot/snapshot-file.ts'

/** A pull on its way to the disk, in the output folder, which git ignores. */
const JOURNAL = '.pull-journal'

/** All that a pull changes on the disk. */
export interface SnapshotChange {
  /** The folder, as the config names it. */
  snapshot: string
  /** The new texts of templates. */
  written: readonly (readonly [prompt: string, environment: string, text: string])[]
  /** Templates that go. */
  removed: readonly (readonly [prompt: string, environment: string])[]
  /** The new text of the lock. */
  lock: string
}

/**
 * Changes a snapshot and its lock as a whole: first everything is written down in one file, then done. Who is killed
 * before that file stands has changed nothing; what was begun after it, {@link finishChange} ends.
 *
 * The caller holds the lock of the pull.
 *
 * @param output The output folder, absolute.
 */
export function applyChange(root: string, output: string, change: SnapshotChange): void {
  const body = JSON.stringify(change)
  const journal = join(output, JOURNAL)
  const draft = temporaryPath(journal)
  mkdirSync(output, { recursive: true })
  const descriptor = openSync(draft, 'wx')
  try {
    writeFileSync(descriptor, `${hash('sha256', body)}\n${body}`)
    // It must be on the disk before anything that it promises.
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, journal)
  perform(root, change)
  rmSync(journal, { force: true })
}

/** Whether a pull was cut short, or is being written, and {@link finishChange} has something to do. */
export function isUnfinished(output: string): boolean {
  return readIfPossible(output) !== undefined
}

/**
 * Ends what a killed pull began. The caller holds the lock of the pull.
 *
 * @param snapshot The folder, as the config names it now.
 */
export function finishChange(root: string, output: string, snapshot: string): void {
  const file = readIfPossible(output)
  if (file === undefined) return
  const end = file.indexOf('\n')
  const body = file.slice(end + 1)
  // Of a damaged journal, or one for another folder, nothing can be told; `check` says what is not in step.
  if (file.slice(0, end) === hash('sha256', body)) {
    const change: SnapshotChange = JSON.parse(body)
    if (snapshotFolder(change.snapshot) === snapshotFolder(snapshot)) {
      sweep(root, change)
      perform(root, change)
    }
  }
  rmSync(join(output, JOURNAL), { force: true })
}

/** Doing it again does no harm. The lock is last, so that it never speaks of what is not there yet. */
function perform(root: string, { snapshot, written, removed, lock }: SnapshotChange): void {
  const folders = new Set<string>()
  for (const [prompt, environment, text] of written) {
    const path = resolve(root, snapshotFile(snapshot, prompt, environment))
    const folder = dirname(path)
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
    folders.add(folder)
    writeAtomic(path, text)
  }
  const base = resolve(root, snapshot)
  for (const [prompt, environment] of removed) {
    const path = resolve(root, snapshotFile(snapshot, prompt, environment))
    rmSync(path, { force: true })
    for (let folder = dirname(path); folder !== base && removeIfEmpty(folder); ) folder = dirname(folder)
  }
  writeLock(root, lock)
}

/** Deletes what was half written when the pull was killed. */
function sweep(root: string, { snapshot, written }: SnapshotChange): void {
  const folders = new Set(
    written.map(([prompt, environment]) =>
      dirname(resolve(root, snapshotFile(snapshot, prompt, environment))),
    ),
  )
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      if (TEMPORARY.test(name) && name.includes('.yaml.')) rmSync(join(folder, name), { force: true })
    }
  }
  for (const name of namesIn(root)) {
    if (TEMPORARY.test(name) && name.startsWith('.prompts.lock.json.'))
      rmSync(join(root, name), { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Whether it was empty, and is gone. */
function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error))) return false
    throw error
  }
}

function readIfPossible(output: string): string | undefined {
  try {
    return readFileIfThere(join(output, JOURNAL))
  } catch (error) {
    // A file in the place of the output folder; who writes there will say so.
    if (errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}
