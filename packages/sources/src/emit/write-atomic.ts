import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Writes a file so that a reader sees its old text or its new, and never a part. */
export function writeAtomic(file: string, text: string): void {
  // Watchers pass over names that end in a tilde.
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}~`)
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
