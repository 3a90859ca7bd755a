import { toPosix } from '../to-posix.ts'
import { isFileName, isPromptName } from './prompt-name.ts'

/**
 * Where a template lies in the snapshot, relative to the project's root, with `/`.
 *
 * @param snapshot The folder, as the config names it.
 * @throws {RangeError} when a name would lead elsewhere, which names were checked for before.
 */
export function snapshotFile(snapshot: string, prompt: string, environment: string): string {
  if (!isPromptName(prompt) || !isFileName(environment)) {
    throw new RangeError(`${JSON.stringify([prompt, environment])} cannot be in a snapshot`)
  }
  return `${snapshotFolder(snapshot)}/${prompt}/${environment}.yaml`
}

/** The folder of a snapshot, relative to the project's root, with `/` and none at its end. */
export function snapshotFolder(snapshot: string): string {
  return toPosix(snapshot).replace(/\/+$/, '')
}
