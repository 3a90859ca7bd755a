import { type Dirent, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { errorCode } from '../../error-code.ts'
import { promptName } from '../../snapshot/prompt-name.ts'
import { checkPath } from '../../source/check-path.ts'
import { unreadable } from '../../source/folder-file.ts'
import type { Source } from '../../source/source.ts'
import { toPosix } from '../../to-posix.ts'
import { checkOptions, OPTION } from '../common/check-options.ts'
import type { FlavorApis } from '../freeplay/map-freeplay-template.ts'
import { BundledTemplate } from './bundled-template.ts'

/** Which templates of a bundle to read, and how. */
export interface FreeplayBundleOptions {
  /** The project's id. @default the one project of the bundle */
  project?: string
  /**
   * The environments of Freeplay, by the names that they have in the project: `{ prod: 'production' }`. Others are
   * left alone.
   *
   * @default every environment of the bundle, under its own name
   */
  environments?: Readonly<Record<string, string>>
  /**
   * The wire format of templates of a flavor that Understudy knows no format for: `{ mistral_chat: 'openai.chat' }`.
   *
   * @default {}
   */
  flavors?: FlavorApis
}

const OPTIONS = {
  project: OPTION.text.optional(),
  environments: OPTION.labels.optional(),
  flavors: OPTION.labels.optional(),
}

/**
 * The templates that Freeplay's own `freeplay download` wrote: every build reads the files themselves,
 * `<path>/freeplay/prompts/<project>/<environment>/<prompt>.json`, of any format version.
 *
 * @param path What was given as `--output-dir`, relative to the project's root.
 */
export function freeplayBundle(path: string, options: FreeplayBundleOptions = {}): Source {
  checkPath('freeplayBundle', path)
  checkOptions('freeplayBundle', OPTIONS, options)
  const within = [toPosix(path).replace(/\/+$/, ''), 'freeplay/prompts']
    .filter((part) => part !== '.')
    .join('/')
  return {
    name: `freeplayBundle ${path}`,
    watch: [within],
    async read({ root }) {
      const project = `${within}/${projectOf(root, within, path, options)}`
      const labels = options.environments
        ? Object.entries(options.environments)
        : list(root, project, isFolder).map((label) => [label, label] as const)
      const templates = labels.flatMap(([environment, label]) =>
        list(root, `${project}/${label}`, isTemplate).map((name) => {
          const file = `${project}/${label}/${name}`
          const title = name.slice(0, -'.json'.length)
          const prompt = promptName(title) ?? title
          return new BundledTemplate(root, {
            prompt,
            environment,
            file,
            flavors: options.flavors,
          })
        }),
      )
      const byName = templates.toSorted((a, b) => (a.prompt < b.prompt ? -1 : a.prompt > b.prompt ? 1 : 0))
      checkTwice(byName)
      return { templates: byName, partials: [] }
    },
  }
}

/** @throws {BuildError} for two files whose names become the same prompt's. */
function checkTwice(templates: readonly BundledTemplate[]): void {
  const files = new Map<string, string>()
  for (const { prompt, environment, file } of templates) {
    const key = JSON.stringify([prompt, environment])
    const other = files.get(key)
    if (other !== undefined) {
      throw new BuildError({
        code: 'source',
        summary: `two files of the bundle are the same prompt: ${other} and ${file}`,
        hint: 'Rename one of the templates in Freeplay, and run `freeplay download` again.',
        prompt,
        environment,
        place: { file },
      })
    }
    files.set(key, file)
  }
}

/** The project's folder in the bundle. */
function projectOf(root: string, within: string, path: string, { project }: FreeplayBundleOptions): string {
  const projects = list(root, within, isFolder)
  const [only, ...others] = project === undefined ? projects : projects.filter((id) => id === project)
  if (only !== undefined && others.length === 0) return only
  const download = `\`freeplay download --project-id … --environment … --output-dir ${path}\``
  if (projects.length === 0) {
    throw new BuildError({
      code: 'source',
      summary: 'there is no bundle of Freeplay here',
      hint: `Run ${download}, or name the folder that was its --output-dir in the config.`,
      place: { file: within },
    })
  }
  throw new BuildError({
    code: 'source',
    summary:
      project === undefined
        ? `the bundle has ${projects.length} projects`
        : `the bundle has no project ${JSON.stringify(project)}`,
    hint: `Choose one of its projects: \`freeplayBundle('${path}', { project: '${projects[0]}' })\`. There are ${projects.join(', ')}.`,
    place: { file: within },
  })
}

const isFolder = (entry: Dirent): boolean => !entry.isFile() && !entry.name.startsWith('.')

const isTemplate = (entry: Dirent): boolean => !entry.isDirectory() && /^[^.].*\.json$/.test(entry.name)

/** The names of a folder's entries of one sort, in order; none when there is no such folder. */
function list(root: string, path: string, isOne: (entry: Dirent) => boolean): string[] {
  try {
    const entries = readdirSync(resolve(root, path), { withFileTypes: true })
    return entries
      .filter(isOne)
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return []
    throw unreadable(path, error)
  }
}
