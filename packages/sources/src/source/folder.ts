import { type Dirent, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { BuildError, type TemplateFile } from '@understudy/compiler'
import { errorCode } from '../error-code.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import { toPosix } from '../to-posix.ts'
import type { Source } from './source.ts'

/**
 * A folder of templates: `<path>/<prompt>/<environment>.yaml` (or `.yml`).
 *
 * Folders whose names begin with `_` or `.` and files of other types are not templates and are left alone.
 *
 * @param path Relative to the project's root. @default 'prompts'
 */
export function folder(path = 'prompts'): Source {
  return {
    name: `folder ${path}`,
    watch: [path],
    // Read in one go: thousands of small files take a tenth of the time that concurrent reads take.
    read: async ({ root }) => readFolder(root, toPosix(path).replace(/\/+$/, '')),
  }
}

function readFolder(root: string, path: string): TemplateFile[] {
  const entries = list(root, path)
  if (!entries) {
    throw new BuildError({
      code: 'source',
      summary: `the prompts folder "${path}" does not exist`,
      hint: 'Run `understudy init` to make it with a first prompt, or name another folder as `source` in the config.',
      place: { file: path },
    })
  }
  const prompts = entries
    .filter((entry) => !entry.isFile() && !/^[._]/.test(entry.name))
    .map(({ name }) => name)
  return prompts
    .sort()
    .flatMap((prompt) => templatesOf(prompt, `${path}/${prompt}`, list(root, `${path}/${prompt}`) ?? []))
    .flatMap((template) => {
      const text = readText(root, template.file)
      return text === undefined ? [] : [{ ...template, text }]
    })
}

/** The YAML files of one prompt's folder, by environment. */
function templatesOf(prompt: string, path: string, entries: Dirent[]): Omit<TemplateFile, 'text'>[] {
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
    return readdirSync(resolve(root, path), { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined
    throw unreadable(path, error)
  }
}

/** A file's text; undefined when it has gone since its folder was listed. */
function readText(root: string, file: string): string | undefined {
  try {
    return readFileIfThere(resolve(root, file))
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): BuildError {
  return new BuildError({
    code: 'source',
    summary: `cannot be read (${errorCode(cause)})`,
    hint: 'Check that it is what its name says, and that you may read it.',
    place: { file },
    cause,
  })
}
