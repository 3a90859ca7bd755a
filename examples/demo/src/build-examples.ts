import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of an example. */
export function exampleFolder(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url))
}

/**
 * Builds an example as its own `build` script does.
 *
 * @throws when that fails; the message has what it wrote.
 */
export function buildExample(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(process.execPath, ['--run', 'build'], { cwd: exampleFolder(name), stdio: 'pipe' })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`examples/${name} could not be built.\n${output}`))
    })
  })
}

/** A copy of an example's `dist` in a temporary folder, where nothing else of the project is. */
export async function isolate(name: string): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  await cp(join(exampleFolder(name), 'dist'), path, { recursive: true })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
