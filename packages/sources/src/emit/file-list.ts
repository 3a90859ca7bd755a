import { join } from 'node:path'
import { readFileIfThere } from '../read-file-if-there.ts'
import type { FileState } from '../stamp.ts'
import { writeAtomic } from './write-atomic.ts'

/** The list of the files that Understudy made in an output folder: only these may it replace or delete. */
export const FILE_LIST = '.files.json'

/** Reads the list of an output folder; empty when there is none. */
export function readFileList(output: string): Set<string> {
  return new Set(parse(readFileIfThere(join(output, FILE_LIST)) ?? '[]').filter(isInside))
}

/** Writes the list of an output folder, sorted, and returns the file's state. */
export function writeFileList(output: string, files: Iterable<string>): FileState {
  return writeAtomic(join(output, FILE_LIST), `${JSON.stringify([...files].sort(), null, 1)}\n`)
}

function parse(text: string): string[] {
  try {
    const files: unknown = JSON.parse(text)
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : []
  } catch {
    // A list that cannot be read proves nothing to be ours, so nothing is deleted.
    return []
  }
}

/** A list is a file like any other: a name in it must not lead out of the folder. */
function isInside(file: string): boolean {
  return !/[\\:]|(?:^|\/)\.{0,2}(?:\/|$)/.test(file)
}
