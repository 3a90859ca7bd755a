import { statSync } from 'node:fs'
import { type FileState, isSameState } from '../stamp.ts'

/** Tells of a generated file whether it is still as it was left, without reading it. */
export function isIntact(path: string, left: FileState | undefined): boolean {
  if (left === undefined) return false
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && isSameState(stat, left)
}
