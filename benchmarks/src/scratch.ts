import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one benchmark; deleted with `using`. */
export function scratch(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'understudy-bench-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}
