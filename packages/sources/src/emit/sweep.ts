import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { namesUnder } from './names-under.ts'
import { TEMPORARY } from './write-atomic.ts'

/** After this time something temporary is what a killed run left; in milliseconds. */
const AGE = { file: 60_000, folder: 600_000 }

/**
 * Deletes what killed runs left in an output folder and beside it, under names that nobody reads.
 *
 * @param isNew Whether the folder was made just now, so that nothing can be left in it.
 */
export function sweep(output: string, isNew: boolean): void {
  for (const name of isNew ? [] : namesUnder(output)) {
    if (TEMPORARY.test(basename(name))) removeOld(join(output, name), AGE.file)
  }
  for (const name of readdirSync(dirname(output))) {
    if (TEMPORARY.test(name) && name.startsWith(`.${basename(output)}.`)) {
      removeOld(join(dirname(output), name), AGE.folder)
    }
  }
}

function removeOld(path: string, age: number): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat && stat.mtimeMs < Date.now() - age) rmSync(path, { recursive: true, force: true })
}
