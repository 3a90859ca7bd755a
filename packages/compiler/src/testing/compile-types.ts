import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../.tmp/', import.meta.url))
const flags = [
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--ignoreConfig',
]

/** Compiles a TypeScript file under strict flags. Returns what the compiler says: nothing, if all is well. */
export async function compileTypes(name: string, text: string): Promise<string> {
  const folder = join(root, `${name}-${process.pid}`)
  const file = join(folder, `${name}.ts`)
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(file, text)
    return await new Promise((resolve) => {
      execFile(process.execPath, [compiler, ...flags, '--lib', 'es2024', '--types', '', file], (_, output) =>
        resolve(output.trim()),
      )
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}
