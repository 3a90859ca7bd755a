import { relative, resolve } from 'node:path'
import { BuildError, type Inspection, type InspectOptions } from '@understudy/compiler'
import { CONFIG_FILES, findConfigFile, loadConfig } from '../config/load-config.ts'
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { toPosix } from '../to-posix.ts'
import { coalesce } from './coalesce.ts'
import { Edits } from './edits.ts'
import { type GenerateResult, generate, type Remembered } from './generate.ts'
import { inspectPrompts } from './inspect-prompts.ts'

export interface ProjectOptions {
  /** The folder of the project's package.json. @default process.cwd() */
  root?: string
  /** What `environments` gets if it is a function. @default 'production' */
  mode?: string
  /** The configuration, instead of the file's. */
  config?: UnderstudyConfig | undefined
}

/** What a change of must lead to another run; all paths are absolute. */
export interface WatchList {
  /** Single files, which need not exist. */
  files: string[]
  /** Folders, with all that is under them. */
  folders: string[]
}

/** A project: its root and its configuration, of which each run takes the latest. */
export interface Project {
  readonly root: string
  readonly mode: string
  /**
   * Brings the output folder into step with the templates.
   *
   * Calls during a run share the next one. Rejects only for what is not the user's to mend.
   *
   * @param edited The files whose texts have changed since the last call, absolute, if that is all that has: nothing
   * else is looked at then. @default unknown: everything is looked at
   */
  generate(edited?: readonly string[]): Promise<GenerateResult>
  /** Tells what {@link Project.generate} would do, and writes nothing. */
  check(): Promise<GenerateResult>
  /** Shows the prompts as their providers would receive them, and writes nothing. */
  inspect(options?: InspectOptions): Promise<Inspection>
  /** The configuration of the last run; the defaults before the first. */
  config(): ResolvedConfig
  /** What to watch, by the configuration of the last run. */
  watchList(): WatchList
}

/** Opens a project. Nothing is read yet, and no two projects share anything. */
export function createProject(options: ProjectOptions = {}): Project {
  const root = resolve(options.root ?? '.')
  const mode = options.mode ?? 'production'
  const given = options.config
  let loaded: { text: string | undefined; config: ResolvedConfig } | undefined
  let last: Remembered | undefined
  const edits = new Edits()

  const latestConfig = async (): Promise<ResolvedConfig> => {
    if (given) {
      loaded ??= { text: undefined, config: resolveConfig(given, mode, 'the options of the plugin') }
      return loaded.config
    }
    const file = findConfigFile(root)
    if (!loaded || loaded.text !== file?.text) {
      loaded = { text: file?.text, config: await loadConfig(root, { mode, file }) }
    }
    return loaded.config
  }

  const run = async (check: boolean): Promise<GenerateResult> => {
    let config: ResolvedConfig
    try {
      config = await latestConfig()
      latest = config
    } catch (error) {
      if (!(error instanceof BuildError)) throw error
      const output = resolve(root, loaded?.config.output ?? '.understudy')
      return { output, prompts: [], written: [], removed: [], unchanged: 0, errors: [error], warnings: [] }
    }
    if (check) return (await generate(root, config, { check })).result
    const paths = edits.take()
    const edited = paths?.map((path) => toPosix(relative(root, path)))
    const before = last
    // A run that fails leaves nothing to go by.
    last = undefined
    const { result, remembered } = await generate(root, config, { last: before, edited })
    last = remembered
    return result
  }
  const runShared = coalesce(() => run(false))

  let latest = resolveConfig({}, mode, '')
  return {
    root,
    mode,
    generate(edited) {
      edits.add(edited)
      return runShared()
    },
    check: () => run(true),
    async inspect(options) {
      try {
        return await inspectPrompts(root, await latestConfig(), options)
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        return { prompts: [], errors: [error], warnings: [] }
      }
    },
    config: () => latest,
    watchList: () => watchListOf(root, latest),
  }
}

function watchListOf(root: string, { source }: ResolvedConfig): WatchList {
  return {
    files: CONFIG_FILES.map((name) => resolve(root, name)),
    folders: (source.watch ?? []).map((path) => resolve(root, path)),
  }
}
