import { type Stats, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { BuildError } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { stampOf } from '../stamp.ts'

/** A file of a folder: looked at, but not read before its text is asked for. */
export class FolderFile {
  /** As messages name it. */
  readonly file: string
  /** Undefined while the file is so new that a further edit might not show. */
  readonly stamp: string | undefined
  readonly #root: string

  /** @param root What the file's name is relative to. */
  constructor(root: string, file: string, stamp: string | undefined) {
    this.file = file
    this.stamp = stamp
    this.#root = root
  }

  /**
   * Read anew each time.
   *
   * @throws {BuildError} of code `source` when it cannot be read.
   */
  get text(): string {
    let text: string | undefined
    try {
      text = readFileIfThere(pathOf(this.#root, this.file))
    } catch (error) {
      throw unreadable(this.file, error)
    }
    if (text !== undefined) return text
    throw new BuildError({
      code: 'source',
      summary: 'has gone while it was being read',
      hint: 'Run again.',
      place: { file: this.file },
    })
  }
}

/** What a look at a file told: its stamp, if that can be relied on. */
export interface Look {
  stamp: string | undefined
}

/**
 * Looks at a file without reading it; undefined when it is not there, or is a folder.
 *
 * @throws {BuildError} of code `source`.
 */
export function lookAt(root: string, file: string): Look | undefined {
  const now = Date.now()
  let stat: Stats | undefined
  try {
    stat = statSync(pathOf(root, file), { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(file, error)
  }
  if (!stat || stat.isDirectory()) return undefined
  return { stamp: stampOf(stat, now) }
}

/** Where a file is that messages name relative to the root. Not normalised, which for thousands takes its time. */
export function pathOf(root: string, file: string): string {
  return isAbsolute(file) ? file : `${root}/${file}`
}

/** The error for a file or a folder that the system refuses to show. */
export function unreadable(file: string, cause: unknown): BuildError {
  return new BuildError({
    code: 'source',
    summary: `cannot be read (${errorCode(cause)})`,
    hint: 'Check that it is what its name says, and that you may read it.',
    place: { file },
    cause,
  })
}
