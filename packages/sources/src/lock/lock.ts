import { join } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import * as z from 'zod'
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

const name = z.string().min(1)

const lockSchema = z.strictObject({
  lockVersion: z.literal(FORMAT),
  // Names become paths: a lock is a file like any other, and must not lead out of the snapshot.
  prompts: z.record(
    name.refine(isPromptName, 'cannot name a prompt'),
    z.record(
      name.refine(isFileName, 'cannot name an environment'),
      z.strictObject({
        source: name,
        name,
        version: z.string(),
        sha256: z.string().regex(/^[\da-f]{64}$/, 'expected 64 hex digits'),
        pulledAt: z.iso.datetime(),
      }),
    ),
  ),
})

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
  const parsed = lockSchema.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw unusable(`is not as it was written: ${issue?.path.join('.') || 'the lock'}: ${issue?.message}`)
  }
  return new Map(
    Object.entries(parsed.data.prompts).map(([prompt, entries]) => [
      prompt,
      new Map(Object.entries(entries)),
    ]),
  )
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
