import { realpathSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { GenerateResult } from '@understudy/sources'

/** Tells of the id of a module which prompt it is, or `''` for the index of all; undefined for every other module. */
export function promptFinder({
  output,
  prompts,
}: Pick<GenerateResult, 'output' | 'prompts'>): (id: string) => string | undefined {
  // A bundler that follows links knows the folder by its real path.
  const folders = new Set([output, realPath(output)])
  const names = new Map(prompts.map((name) => [join(`${name}.js`), name]))
  names.set('index.js', '')
  return (id) => {
    const path = resolve(withoutQuery(id))
    for (const folder of folders) {
      const name = names.get(relative(folder, path))
      if (name !== undefined) return name
    }
    return undefined
  }
}

/** The path in a module's id. */
export function withoutQuery(id: string): string {
  return id.replace(/^\0/, '').replace(/\?.*$/s, '')
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
