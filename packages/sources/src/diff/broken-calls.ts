import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promptIdentifier } from '@understudy/compiler'
import type { CallSite, PromptDiff, TypeProblem } from './project-diff.ts'
import type { ProjectImport, TypeScriptReport } from './type-problems.ts'

/** The imports of a prompt and what no longer compiles because of it. */
export interface BrokenCalls {
  callSites: CallSite[]
  typeErrors: TypeProblem[]
}

/**
 * Finds what a prompt's change breaks, by what TypeScript says: also behind an alias of `tsconfig.json`, and in files
 * that have the prompt from a file that exports it again.
 *
 * Of those, which may have the prompt only by many others, only errors count that name what has changed.
 *
 * @param output The folder of the generated modules, relative to the root, with `/`.
 */
export function brokenCalls(
  root: string,
  output: string,
  prompt: PromptDiff,
  { problems, imports }: TypeScriptReport,
): BrokenCalls {
  const own = imports.filter(({ from }) => !from.startsWith(`${output}/`))
  const known = new Set(prompt.callSites.map(({ file }) => file))
  const aliased = own.filter(({ from, to }) => to === `${output}/${prompt.prompt}.d.ts` && !known.has(from))
  const callSites = [...prompt.callSites, ...aliased.map((one) => siteOf(root, one))]
  const direct = new Set(callSites.map(({ file }) => file))
  const users = usersOf(direct, own)
  const names = [promptIdentifier(prompt.prompt) ?? '', ...prompt.variables.map(lastPart)].filter(Boolean)
  const isNamed = new RegExp(`(?<![\\p{ID_Continue}$])(?:${names.join('|')})(?![\\p{ID_Continue}$])`, 'u')
  const concerns = ({ file, line, message }: TypeProblem): boolean =>
    direct.has(file) || (users.has(file) && isNamed.test(`${message}\n${lineOf(root, file, line)}`))
  return {
    callSites: callSites.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)),
    typeErrors: problems.filter(concerns),
  }
}

/** `options.media.photo` stands in code as `photo`. What would mean something in a pattern is left out. */
function lastPart({ name }: { name: string }): string {
  return (name.split('.').at(-1) ?? name).replace(/[^\p{ID_Continue}-]/gu, '')
}

/** All files that have something from others, alone or by way of further ones. */
function usersOf(files: ReadonlySet<string>, imports: readonly ProjectImport[]): Set<string> {
  const users = new Set(files)
  // A set that grows while it is walked is walked to its end.
  for (const file of users) for (const { from, to } of imports) if (to === file) users.add(from)
  return users
}

function siteOf(root: string, { from, specifier }: ProjectImport): CallSite {
  const lines = textOf(root, from).split('\n')
  const index = lines.findIndex((line) => ['"', "'", '`'].some((quote) => line.includes(quote + specifier)))
  return { file: from, line: index + 1 || 1, text: (lines[index] ?? '').trim().slice(0, 200) }
}

function lineOf(root: string, file: string, line: number): string {
  return textOf(root, file).split('\n')[line - 1] ?? ''
}

function textOf(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return ''
  }
}
