import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promptIdentifier } from '@understudy/compiler'
import { toPosix } from '../to-posix.ts'
import { trackedFiles } from './git.ts'
import type { CallSite } from './project-diff.ts'

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/

/** Folders that hold no code of the project's own, where there is no git to say so. */
const FOREIGN = /^(?:node_modules|dist|build|\..*)$/

/** Larger files are not written by hand. */
const MAX_LENGTH = 2_000_000

/**
 * Finds the lines of a project's code that import some prompts, alone or through the index.
 *
 * @param output The folder of the generated modules, relative to the root.
 */
export async function findCallSites(
  root: string,
  output: string,
  prompts: readonly string[],
): Promise<Map<string, CallSite[]>> {
  const sites = new Map<string, CallSite[]>(prompts.map((prompt) => [prompt, []]))
  if (prompts.length === 0) return sites
  const identifiers = new Map(prompts.map((prompt) => [prompt, promptIdentifier(prompt) ?? '']))
  const generated = `${toPosix(output).replace(/^\.\/|\/+$/g, '')}/`
  const files = ((await trackedFiles(root)) ?? (await filesUnder(root)))
    .filter((file) => CODE.test(file) && !file.startsWith(generated))
    .sort()
  for (const file of files) {
    // A file that is in git's index may be gone from the disk.
    const text = await readFile(join(root, file), 'utf8').catch(() => '')
    if (text.length > MAX_LENGTH || !(text.includes('#prompts') || text.includes(generated))) continue
    for (const { prompt, offset } of importsIn(text, generated, identifiers))
      sites.get(prompt)?.push(siteAt(file, text, offset))
  }
  return sites
}

function* importsIn(
  text: string,
  generated: string,
  identifiers: ReadonlyMap<string, string>,
): Generator<{ prompt: string; offset: number }> {
  for (const { 2: path = '', index } of text.matchAll(/(['"`])((?:#prompts|\.\.?)\/[^'"`\n]+)\1/g)) {
    // Without `imports` in package.json the modules are imported by their path.
    const name = path.startsWith('#') ? path.slice('#prompts/'.length) : path.split(`/${generated}`)[1]
    const prompt = name?.replace(/\.js$/, '')
    if (prompt !== undefined && identifiers.has(prompt)) yield { prompt, offset: index }
  }
  for (const { 1: names = '', index } of text.matchAll(
    /\b(?:import|export)\b([^;'"`]*?)\bfrom\s*['"]#prompts['"]/g,
  )) {
    for (const [prompt, identifier] of identifiers) {
      // A namespace may be used for any of them.
      const at = names.includes('*')
        ? 0
        : names.search(new RegExp(`(?<![\\p{ID_Continue}$])${identifier}(?![\\p{ID_Continue}$])`, 'u'))
      if (identifier !== '' && at >= 0) yield { prompt, offset: index + 'import'.length + at }
    }
  }
}

function siteAt(file: string, text: string, offset: number): CallSite {
  const before = text.slice(0, offset).split('\n')
  return { file, line: before.length, text: (text.split('\n')[before.length - 1] ?? '').trim().slice(0, 200) }
}

async function filesUnder(root: string): Promise<string[]> {
  const found: string[] = []
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isFile()) found.push(toPosix(relative(root, join(folder, entry.name))))
      else if (entry.isDirectory() && !FOREIGN.test(entry.name)) await look(join(folder, entry.name))
    }
  }
  await look(root)
  return found
}
