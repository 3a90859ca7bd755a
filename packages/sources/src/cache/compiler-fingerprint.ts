import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { digest } from './digest.ts'

/**
 * Tells one compiler from another: its version, and its files, since a version under development or patched in place
 * keeps its number.
 */
export function compilerFingerprint(): string {
  const schema = createRequire(import.meta.url).resolve('@understudy/compiler/template.schema.json')
  const root = dirname(dirname(schema))
  const files = ['dist', 'schema', 'src'].flatMap((folder) => filesUnder(join(root, folder)))
  return digest([readFileSync(join(root, 'package.json'), 'utf8'), ...files].join('\n'))
}

function filesUnder(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:[jt]s|json)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const { size, mtimeMs } = statSync(path)
      return `${path} ${size} ${mtimeMs}`
    })
    .sort()
}
