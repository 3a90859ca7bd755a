import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Runs a module of this folder in a process of its own; returns what it printed as JSON. */
export function runNode(module: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, module), ...args],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`${module} failed:\n${stderr}`)
  return JSON.parse(stdout)
}
