import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system in memory, where there is one: what is measured on it is the program and not the disk. */
export const MEMORY: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * A folder for one benchmark; deleted with `using`.
 *
 * @param base The folder in which it is made. @default the system's for temporary files
 */
export function scratch(base: string = tmpdir()): Disposable & { path: string } {
  const path = mkdtempSync(join(base, 'understudy-bench-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}
