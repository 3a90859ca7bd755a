import { type Dirent, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { errorCode } from '../../error-code.ts'
import { readFileIfThere } from '../../read-file-if-there.ts'
import { templateYaml } from '../../snapshot/template-yaml.ts'
import { checkPath } from '../../source/check-path.ts'
import { unreadable } from '../../source/folder-file.ts'
import type { Source, SourceTemplate } from '../../source/source.ts'
import { toPosix } from '../../to-posix.ts'
import { checkOptions, OPTION } from '../common/check-options.ts'
import type { Providers } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { readDotprompt } from './read-dotprompt.ts'

/** How to read a folder of dotprompt files. */
export interface DotpromptOptions {
  /** The environment of files without a variant. @default 'prod' */
  environment?: string
  /**
   * Who answers for a provider or a model that Understudy does not know: `{ myplugin: { provider: 'groq', api:
   * 'openai.chat' } }`.
   *
   * @default {}
   */
  providers?: Providers
}

const OPTIONS = { environment: OPTION.text.optional(), providers: OPTION.providers.optional() }

/**
 * A folder of dotprompt files: `<path>/<prompt>.prompt` is the primary's template, and its variant
 * `<path>/<prompt>.<environment>.prompt` that of another environment. Every build reads the files themselves.
 *
 * @param path Relative to the project's root. @default 'prompts'
 * @see https://google.github.io/dotprompt/
 */
export function dotprompt(path = 'prompts', options: DotpromptOptions = {}): Source {
  checkPath('dotprompt', path)
  checkOptions('dotprompt', OPTIONS, options)
  const within = toPosix(path).replace(/\/+$/, '')
  const { environment: primary = 'prod', providers } = options
  return {
    name: `dotprompt ${path}`,
    watch: [path],
    async read({ root }) {
      // Its parser is for those alone who have such files.
      const { bodyOf, readDotprompt: readFile } = await import('./read-dotprompt.ts')
      const files = filesUnder(root, within, '')
      const partial = (name: string): string | undefined => {
        const at = name.lastIndexOf('/') + 1
        const file = `${within}/${name.slice(0, at)}_${name.slice(at)}.prompt`
        const text = readFileIfThere(resolve(root, file))
        return text === undefined ? undefined : bodyOf(text)
      }
      const templates = files.map(({ prompt, variant, file }): SourceTemplate => {
        const environment = variant ?? primary
        return {
          prompt,
          environment,
          file,
          get text() {
            return templateText({ prompt, environment, file }, () =>
              readFile(readText(root, file), partial, providers),
            )
          },
        }
      })
      return { templates, partials: [] }
    },
  }
}

/** A file of a template. */
interface PromptFile {
  prompt: string
  variant: string | undefined
  file: string
}

function filesUnder(root: string, within: string, group: string): PromptFile[] {
  const entries = list(root, `${within}/${group}`.replace(/\/$/, ''))
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const { name } = entry
      if (/^[._]/.test(name)) return []
      if (entry.isDirectory()) return filesUnder(root, within, `${group}${name}/`)
      const [, prompt, variant] = /^([^.]+)(?:\.([^.]+))?\.prompt$/.exec(name) ?? []
      return prompt ? [{ prompt: `${group}${prompt}`, variant, file: `${within}/${group}${name}` }] : []
    })
}

function list(root: string, path: string): Dirent[] {
  try {
    return readdirSync(resolve(root, path), { withFileTypes: true })
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw unreadable(path, error)
    throw new BuildError({
      code: 'source',
      summary: `the folder "${path}" does not exist`,
      hint: 'Name the folder of the .prompt files: `dotprompt("prompts")`.',
      place: { file: path },
    })
  }
}

function readText(root: string, file: string): string {
  try {
    return readFileIfThere(resolve(root, file)) ?? ''
  } catch (error) {
    throw unreadable(file, error)
  }
}

function templateText(
  { prompt, environment, file }: { prompt: string; environment: string; file: string },
  map: () => ReturnType<typeof readDotprompt>,
): string {
  const read = pulledTemplate({ registry: file, prompt, environment, version: '', file }, map)
  if (read instanceof BuildError) throw read
  return templateYaml(read.template)
}
