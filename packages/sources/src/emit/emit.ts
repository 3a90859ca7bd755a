import { Staging } from './staging.ts'

/** What emitting did to an output folder, or would do; names are relative to it and sorted. */
export interface EmitResult {
  /** Files that are new or have a new text. */
  written: string[]
  /** Files of an earlier run that are no longer part of the output. */
  removed: string[]
  /** How many files already had their text. */
  unchanged: number
}

/** What an output folder is to hold. */
export interface EmitPlan {
  /** File → text. */
  files: ReadonlyMap<string, string>
  /** Whether to write nothing and only tell what would change. @default false */
  check?: boolean
}

/**
 * Brings an output folder into step with its wanted content.
 *
 * Writes only what differs, each file by an atomic rename, and deletes only what an earlier run made.
 *
 * @param folder The output folder, relative to the root.
 * @throws {BuildError} of code `config` when a file that Understudy did not make is in the way.
 */
export function emit(root: string, folder: string, { files, check = false }: EmitPlan): EmitResult {
  const staging = new Staging(root, folder, check)
  try {
    for (const [name, text] of files) staging.add(name, text)
    return staging.commit(new Set())
  } catch (error) {
    staging.discard()
    throw error
  }
}
