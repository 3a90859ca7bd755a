import { readdirSync } from 'node:fs'
import { toPosix } from '../to-posix.ts'

/** The paths of all that is in a folder and further down, relative to it. */
export function namesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map((name) => toPosix(String(name)))
}
