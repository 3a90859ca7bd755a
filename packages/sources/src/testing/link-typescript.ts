import { mkdir, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Installs the workspace's TypeScript in a project. */
export async function linkTypeScript(root: string): Promise<void> {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  await mkdir(join(root, 'node_modules'), { recursive: true })
  await symlink(typescript, join(root, 'node_modules/typescript'))
}
