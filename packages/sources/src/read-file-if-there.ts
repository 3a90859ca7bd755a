import { readFileSync } from 'node:fs'
import { errorCode } from './error-code.ts'

/** A file's text; undefined when there is no such file. */
export function readFileIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
