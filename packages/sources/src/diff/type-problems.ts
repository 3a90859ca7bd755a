import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { toPosix } from '../to-posix.ts'
import type { TypeProblem } from './project-diff.ts'

/** An import within a project, both files relative to its root. */
export interface ProjectImport {
  from: string
  /** What stands in the code, for instance `#prompts/rag-qa`. */
  specifier: string
  to: string
}

/** What TypeScript says of a project. */
export interface TypeScriptReport {
  problems: TypeProblem[]
  /** Those that lead to files outside of `node_modules`, by the project's own aliases and conditions. */
  imports: ProjectImport[]
}

/** Asks the project's own TypeScript, as {@link findTypeScript} found it, about the project's code. */
export async function askTypeScript(root: string, compiler: string): Promise<TypeScriptReport> {
  const options = ['--noEmit', '--pretty', 'false', '--traceResolution', '--project', root]
  const child = spawn(process.execPath, [compiler, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((done, fail) => child.on('error', fail).on('close', () => done()))
  const report: TypeScriptReport = { problems: [], imports: [] }
  const name = (path: string): string => toPosix(relative(root, resolve(root, path)))
  let from = ''
  for await (const line of createInterface({ input: child.stdout })) {
    from = /^=+ Resolving module '.*' from '(.*)'\. =+$/.exec(line)?.[1] ?? from
    const [, specifier, to] =
      /^=+ Module name '(.*)' was successfully resolved to '(.*?)'(?: with .*)?\. =+$/.exec(line) ?? []
    if (specifier !== undefined && to !== undefined && !to.includes('/node_modules/')) {
      report.imports.push({ from: name(from), specifier, to: name(to) })
    }
    const [, file, row, column, message = ''] = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/.exec(line) ?? []
    if (file !== undefined) {
      const place = { file: name(file), line: Number(row), column: Number(column) }
      report.problems.push({ ...place, message: message.trim() })
    }
  }
  await ended
  return report
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
