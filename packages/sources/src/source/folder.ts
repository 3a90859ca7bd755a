import { type Dirent, readdirSync } from 'node:fs'
import { BuildError } from '@understudy/compiler/project'
import { errorCode } from '../error-code.ts'
import { toPosix } from '../to-posix.ts'
import { checkPath } from './check-path.ts'
import { FolderFile, lookAt, pathOf, unreadable } from './folder-file.ts'
import type { Source, SourceChange, SourceContent, SourcePartial, SourceTemplate } from './source.ts'

/** The folder of partials, inside the folder of the prompts. */
const PARTIALS = '_partials'

/**
 * A folder of templates, `<path>/<prompt>/<environment>.yaml` (or `.yml`), and of the partials that they include,
 * `<path>/_partials/<name>.mustache`.
 *
 * A prompt's name may have folders in it: `<path>/support/rag-qa/prod.yaml` is of the prompt `support/rag-qa`. Other
 * folders whose names begin with `_` or `.` and files of other types are left alone.
 *
 * @param path Relative to the project's root. @default 'prompts'
 */
export function folder(path = 'prompts'): Source {
  checkPath('folder', path)
  const within = toPosix(path).replace(/\/+$/, '')
  return {
    name: `folder ${path}`,
    folder: within,
    watch: [path],
    // Looked at in one go: thousands of small files take a tenth of the time that concurrent calls take.
    read: async ({ root, since }) => (since && readEdited(root, since)) ?? readFolder(root, within),
  }
}

class FolderTemplate extends FolderFile implements SourceTemplate {
  readonly prompt: string
  readonly environment: string

  constructor(root: string, { prompt, environment, file }: Place, stamp: string | undefined) {
    super(root, file, stamp)
    this.prompt = prompt
    this.environment = environment
  }
}

class FolderPartial extends FolderFile implements SourcePartial {
  readonly name: string

  constructor(root: string, name: string, file: string, stamp: string | undefined) {
    super(root, file, stamp)
    this.name = name
  }
}

/** Which template a file is. */
interface Place {
  prompt: string
  environment: string
  file: string
}

function readFolder(root: string, path: string): SourceContent {
  const entries = list(root, path)
  if (!entries) {
    throw new BuildError({
      code: 'source',
      summary: `the prompts folder "${path}" does not exist`,
      hint: 'Run `understudy init` to make it with a first prompt, or name another folder as `source` in the config.',
      place: { file: path },
    })
  }
  const templates = promptFolders(entries).flatMap(({ name }) => templatesUnder(root, path, name, false))
  const partials = (list(root, `${path}/${PARTIALS}`) ?? [])
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => {
      const partial = /^([^.].*)\.mustache$/.exec(name)?.[1]
      return partial === undefined ? [] : partialAt(root, partial, `${path}/${PARTIALS}/${name}`)
    })
  return { templates, partials }
}

/**
 * The templates of a prompt and of those further down.
 *
 * @param linked Whether a link led here: further links to folders are not followed then, since they may lead in circles.
 */
function templatesUnder(root: string, path: string, prompt: string, linked: boolean): SourceTemplate[] {
  const folder = `${path}/${prompt}`
  const entries = list(root, folder)
  if (!entries) return []
  const templates = templatesOf(prompt, folder, entries).flatMap((place) => templateAt(root, place))
  for (const entry of promptFolders(entries)) {
    const isLink = entry.isSymbolicLink()
    if (linked && isLink) continue
    templates.push(...templatesUnder(root, path, `${prompt}/${entry.name}`, linked || isLink))
  }
  return templates
}

/** What may be folders with prompts, sorted. */
function promptFolders(entries: readonly Dirent[]): Dirent[] {
  return entries
    .filter((entry) => !entry.isFile() && !/^[._]/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What was there before, with another look at what was edited; undefined when something else has changed too. */
function readEdited(root: string, { content, edited }: SourceChange): SourceContent | undefined {
  const files = new Set(edited)
  let found = 0
  const lookAgain = <File extends { file: string }>(old: File, look: (old: File) => File[]): File => {
    const again = files.has(old.file) ? look(old)[0] : undefined
    if (again) found++
    return again ?? old
  }
  const templates = content.templates.map((old) => lookAgain(old, (place) => templateAt(root, place)))
  const partials = content.partials.map((old) =>
    lookAgain(old, ({ name, file }) => partialAt(root, name, file)),
  )
  return found === files.size ? { templates, partials } : undefined
}

function templateAt(root: string, place: Place): SourceTemplate[] {
  const look = lookAt(root, place.file)
  return look ? [new FolderTemplate(root, place, look.stamp)] : []
}

function partialAt(root: string, name: string, file: string): SourcePartial[] {
  const look = lookAt(root, file)
  return look ? [new FolderPartial(root, name, file, look.stamp)] : []
}

/** The YAML files of one prompt's folder, by environment. */
function templatesOf(prompt: string, path: string, entries: Dirent[]): Place[] {
  const files = new Map<string, string>()
  for (const name of entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const environment = /^([^.].*)\.ya?ml$/.exec(name)?.[1]
    if (environment === undefined) continue
    const other = files.get(environment)
    if (other !== undefined) {
      throw new BuildError({
        code: 'source',
        summary: `there are two files for one environment: ${other} and ${name}`,
        hint: 'Keep one of the two and delete the other.',
        prompt,
        environment,
        place: { file: `${path}/${name}` },
      })
    }
    files.set(environment, name)
  }
  return [...files].map(([environment, name]) => ({ prompt, environment, file: `${path}/${name}` }))
}

/** A folder's entries; undefined when it is not there, or is no folder. */
function list(root: string, path: string): Dirent[] | undefined {
  try {
    return readdirSync(pathOf(root, path), { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined
    throw unreadable(path, error)
  }
}
