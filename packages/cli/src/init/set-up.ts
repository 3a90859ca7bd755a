import { join, posix } from 'node:path'
import {
  BuildError,
  findConfigFile,
  loadConfig,
  type ResolvedConfig,
  readFileIfThere,
  TEMPLATE_SCHEMA,
  writeAtomic,
} from '@understudy/sources'
import { configFile } from './config-text.ts'
import { createFile } from './create-file.ts'
import { type DetectedProject, detectProject } from './detect-project.ts'
import { FIRST_PROMPT, firstPrompt } from './first-prompt.ts'
import { ignoreOutput } from './ignore-output.ts'
import { editPackageJson, parsePackageJson } from './package-json.ts'

/** What setting a project up found and did; paths are relative to the root. */
export interface SetUpResult {
  project: DetectedProject
  created: string[]
  changed: string[]
  /** What the user should know of. */
  notes: string[]
}

/**
 * Adds to a project what Understudy needs, and leaves alone what is there.
 *
 * @throws {BuildError} before anything is written, when package.json or the configuration cannot be used.
 */
export async function setUp(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SetUpResult> {
  const packageText = readFileIfThere(join(root, 'package.json'))
  if (packageText === undefined) throw noPackageJson()
  const project = detectProject(root, parsePackageJson(packageText), env)
  const hasConfig = findConfigFile(root) !== undefined
  const config = await loadConfig(root, { mode: 'production' })
  const output = posix.normalize(config.output.replaceAll('\\', '/')).replace(/^\.\/|\/$/g, '')
  const inside = !output.startsWith('..') && !posix.isAbsolute(output)
  const edited = inside
    ? // Turbopack takes no plugin, whose guard would be more exact.
      editPackageJson(packageText, output, project.dependencies.has('next') && config.client !== 'allow')
    : {
        text: packageText,
        notes: [
          `${output} lies outside the package, where \`imports\` cannot lead: map #prompts in the bundler.`,
        ],
      }
  const ignore = readFileIfThere(join(root, '.gitignore')) ?? ''
  const ignoring = inside ? ignoreOutput(ignore, output) : ignore
  const result: SetUpResult = { project, created: [], changed: [], notes: edited.notes }

  const create = async (path: string, text: string): Promise<void> => {
    if (await createFile(join(root, path), text)) result.created.push(path)
  }
  const change = (path: string, old: string, text: string): void => {
    if (text === old) return
    writeAtomic(join(root, path), text)
    result.changed.push(path)
  }
  if (!hasConfig) {
    const { name, text } = configFile(project)
    await create(name, text)
  }
  for (const [path, text] of Object.entries(await firstPromptFiles(root, config, output)))
    await create(path, text)
  if (ignore === '') await create('.gitignore', ignoring)
  else change('.gitignore', ignore, ignoring)
  change('package.json', packageText, edited.text)
  return result
}

/** The files of the first prompt; none when a registry or the source has prompts, or there is no folder to write to. */
async function firstPromptFiles(
  root: string,
  { source, remotes, environments }: ResolvedConfig,
  output: string,
): Promise<Record<string, string>> {
  const folder = source.watch?.[0]
  if (remotes.length > 0 || folder === undefined || (await hasPrompts(root, source, environments))) return {}
  const within = posix.join(folder.replaceAll('\\', '/'), FIRST_PROMPT)
  const files = firstPrompt(posix.relative(within, posix.join(output, TEMPLATE_SCHEMA)), environments)
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [posix.join(within, name), text]))
}

async function hasPrompts(
  root: string,
  source: ResolvedConfig['source'],
  environments: readonly string[],
): Promise<boolean> {
  try {
    return (await source.read({ root, environments })).templates.length > 0
  } catch (error) {
    // A folder that is not there yet is what `init` is for; what else is wrong, the run after it tells.
    if (error instanceof BuildError) return error.prompt !== undefined
    throw error
  }
}

function noPackageJson(): BuildError {
  return new BuildError({
    code: 'config',
    summary: 'there is no package.json here',
    hint: 'Run `npm init -y` first, or go to the folder of your project.',
    place: { file: 'package.json' },
  })
}
