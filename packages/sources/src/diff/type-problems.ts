import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { toPosix } from '../to-posix.ts'
import type { TypeProblem } from './project-diff.ts'

/** What the project's own TypeScript, as {@link findTypeScript} found it, says of the project's code. */
export async function findTypeProblems(root: string, compiler: string): Promise<TypeProblem[]> {
  const args = [compiler, '--noEmit', '--pretty', 'false', '--project', root]
  const printed = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', () => resolve(text))
  })
  return [...printed.matchAll(/^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/gm)].map(
    ([, file = '', line, column, message = '']) => ({
      ...{ file: toPosix(file), line: Number(line), column: Number(column), message: message.trim() },
    }),
  )
}

/** The script of the project's TypeScript; undefined when it has none, or no `tsconfig.json`. */
export function findTypeScript(root: string): string | undefined {
  if (!existsSync(join(root, 'tsconfig.json'))) return undefined
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
    const { bin }: { bin?: { tsc?: string } } = JSON.parse(readFileSync(manifest, 'utf8'))
    return bin?.tsc === undefined ? undefined : join(dirname(manifest), bin.tsc)
  } catch {
    return undefined
  }
}
