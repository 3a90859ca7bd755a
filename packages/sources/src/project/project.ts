import { resolve } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { CONFIG_FILES, findConfigFile, loadConfig } from '../config/load-config.ts'
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { coalesce } from './coalesce.ts'
import { type GenerateResult, generate } from './generate.ts'

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
   */
  generate(): Promise<GenerateResult>
  /** Tells what {@link Project.generate} would do, and writes nothing. */
  check(): Promise<GenerateResult>
  /** What to watch, by the configuration of the last run. */
  watchList(): WatchList
}

/** Opens a project. Nothing is read yet, and no two projects share anything. */
export function createProject(options: ProjectOptions = {}): Project {
  const root = resolve(options.root ?? '.')
  const mode = options.mode ?? 'production'
  let loaded: { text: string | undefined; config: ResolvedConfig } | undefined

  const latestConfig = async (): Promise<ResolvedConfig> => {
    if (options.config) return resolveConfig(options.config, mode, 'the options of the plugin')
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
      watched = watchListOf(root, config)
    } catch (error) {
      if (!(error instanceof BuildError)) throw error
      const output = resolve(root, loaded?.config.output ?? '.understudy')
      return { output, prompts: [], written: [], removed: [], unchanged: 0, errors: [error], warnings: [] }
    }
    return generate(root, config, check)
  }

  let watched = watchListOf(root, resolveConfig({}, mode, ''))
  return {
    root,
    mode,
    generate: coalesce(() => run(false)),
    check: () => run(true),
    watchList: () => watched,
  }
}

function watchListOf(root: string, { source }: ResolvedConfig): WatchList {
  return {
    files: CONFIG_FILES.map((name) => resolve(root, name)),
    folders: (source.watch ?? []).map((path) => resolve(root, path)),
  }
}
