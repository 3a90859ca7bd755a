import { statSync } from 'node:fs'
import { stampOf } from '../stamp.ts'

/** Tells of generated files whether they are still as they were left, without reading them. */
export function isIntact(
  output: string,
  stamps: ReadonlyMap<string, string | undefined>,
): (name: string) => boolean {
  return (name) => {
    const stamp = stamps.get(name)
    if (stamp === undefined) return false
    const stat = statSync(`${output}/${name}`, { throwIfNoEntry: false })
    return stat !== undefined && stampOf(stat) === stamp
  }
}
