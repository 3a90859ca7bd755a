import { join } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import { writeAtomic } from '../emit/write-atomic.ts'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { isFileName, isPromptName } from '../snapshot/prompt-name.ts'
import { LOCK_FILE } from './lock-file.ts'

/** Grows when an older Understudy could misread a lock. */
const FORMAT = 1

/** Where one template of the snapshot came from. */
export interface LockEntry {
  /** The name of the source. */
  source: string
  /** The prompt's name in the registry. */
  name: string
  /** The registry's id of the version. */
  version: string
  /** The hex digest of the canonical template. */
  sha256: string
  /** When the version was first pulled, as ISO 8601 in UTC. */
  pulledAt: string
}

/** What a lock says of each prompt: environment → entry. */
export type Lock = ReadonlyMap<string, ReadonlyMap<string, LockEntry>>

/** What the values of an entry are like. Without a library, since the smallest build of a pulled project reads a lock. */
const isValid: { readonly [Key in keyof LockEntry]: (text: string) => boolean } = {
  source: (text) => text !== '',
  name: (text) => text !== '',
  version: () => true,
  sha256: (text) => /^[\da-f]{64}$/.test(text),
  pulledAt: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
}

/**
 * Reads the lock of a project; undefined when there is none.
 *
 * @throws {BuildError} of code `source` when it cannot be read or is not what Understudy wrote.
 */
export function readLock(root: string): Lock | undefined {
  let text: string | undefined
  try {
    text = readFileIfThere(join(root, LOCK_FILE))
  } catch (error) {
    throw unusable(`cannot be read (${errorCode(error)})`)
  }
  return text === undefined ? undefined : parseLock(text)
}

/** @throws {BuildError} of code `source`. */
export function parseLock(text: string): Lock {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw unusable(/^\s*(<{7}|>{7}) /m.test(text) ? 'has a merge conflict in it' : 'is no JSON')
  }
  if (content instanceof Object && 'lockVersion' in content && Number(content.lockVersion) > FORMAT) {
    throw unusable('was written by a later version of Understudy', 'Update @understudy/* to that version.')
  }
  const { lockVersion, prompts } = fieldsOf(content, '', ['lockVersion', 'prompts'])
  if (lockVersion !== FORMAT) throw wrong('lockVersion', `expected ${FORMAT}`)
  // Names become paths: a lock is a file like any other, and must not lead out of the snapshot.
  return new Map(
    Object.entries(fieldsOf(prompts, 'prompts')).map(([prompt, entries]) => {
      const path = `prompts.${prompt}`
      if (!isPromptName(prompt)) throw wrong(path, 'cannot name a prompt')
      return [prompt, parseEntries(entries, path)]
    }),
  )
}

function parseEntries(entries: unknown, within: string): Map<string, LockEntry> {
  return new Map(
    Object.entries(fieldsOf(entries, within)).map(([environment, entry]) => {
      const path = `${within}.${environment}`
      if (!isFileName(environment)) throw wrong(path, 'cannot name an environment')
      return [environment, parseEntry(entry, path)]
    }),
  )
}

function parseEntry(entry: unknown, path: string): LockEntry {
  const fields = fieldsOf(entry, path, Object.keys(isValid))
  const text = (key: keyof LockEntry): string => {
    const value = fields[key]
    if (typeof value !== 'string' || !isValid[key](value))
      throw wrong(`${path}.${key}`, 'is missing or malformed')
    return value
  }
  return {
    source: text('source'),
    name: text('name'),
    version: text('version'),
    sha256: text('sha256'),
    pulledAt: text('pulledAt'),
  }
}

/** @param keys The only ones that may be there. @default any */
function fieldsOf(value: unknown, path: string, keys?: readonly string[]): { [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(path || 'the lock', 'expected an object')
  }
  const fields = Object.fromEntries(Object.entries(value))
  const unknown = keys && Object.keys(fields).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw wrong(path || 'the lock', `unknown key ${JSON.stringify(unknown)}`)
  return fields
}

function wrong(path: string, why: string): BuildError {
  return unusable(`is not as it was written: ${path}: ${why}`)
}

/** A lock as its file has it: keys sorted, one line a value, so that a change is a readable diff. */
export function printLock(lock: Lock): string {
  const prompts = sorted(lock).map(([prompt, entries]) => [
    prompt,
    Object.fromEntries(
      sorted(entries).map(([environment, { source, name, version, sha256, pulledAt }]) => [
        environment,
        { source, name, version, sha256, pulledAt },
      ]),
    ),
  ])
  return `${JSON.stringify({ lockVersion: FORMAT, prompts: Object.fromEntries(prompts) }, null, 2)}\n`
}

/** Writes a lock, if its text is not there yet. */
export function writeLock(root: string, text: string): void {
  const path = join(root, LOCK_FILE)
  if (readFileIfThere(path) !== text) writeAtomic(path, text)
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

function unusable(
  summary: string,
  hint = 'Restore it from git, or delete it and run `understudy pull`.',
): BuildError {
  return new BuildError({ code: 'source', summary, hint, place: { file: LOCK_FILE } })
}
