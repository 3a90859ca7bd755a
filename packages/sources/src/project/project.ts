import { relative, resolve } from 'node:path'
import type { Inspection, InspectOptions } from '@understudy/compiler'
import { BuildError } from '@understudy/compiler/project'
import { CONFIG_FILES, findConfigFile, loadConfig } from '../config/load-config.ts'
import { defaultConfig, type ResolvedConfig } from '../config/resolved-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import type { DiffOptions } from '../diff/diff-project.ts'
import type { ProjectDiff } from '../diff/project-diff.ts'
import type { HttpSettings } from '../http/http-settings.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import type { Preparation } from '../pull/prepare-snapshot.ts'
import type { PullOptions } from '../pull/pull.ts'
import type { PullResult } from '../pull/pull-result.ts'
import { toPosix } from '../to-posix.ts'
import { coalesce } from './coalesce.ts'
import { Edits } from './edits.ts'
import { type GenerateResult, generate, type Remembered } from './generate.ts'

export interface ProjectOptions {
  /** The folder of the project's package.json. @default process.cwd() */
  root?: string
  /** What `environments` gets if it is a function. @default 'production' */
  mode?: string
  /** The configuration, instead of the file's. */
  config?: UnderstudyConfig | undefined
  /** Other limits for asking registries, and what tests put in the place of the world. */
  http?: Partial<HttpSettings> | undefined
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
   * Brings the output folder into step with the templates; pulls these first, if the config's `pull` says so.
   *
   * Calls during a run share the next one. Rejects only for what is not the user's to mend.
   *
   * @param edited The files whose texts have changed since the last call, absolute, if that is all that has: nothing
   * else is looked at then. @default unknown: everything is looked at
   */
  generate(edited?: readonly string[]): Promise<GenerateResult>
  /** Tells what {@link Project.generate} would do, and whether the snapshot is as the lock has it; asks no registry. */
  check(): Promise<GenerateResult>
  /** Pulls from the remote sources into the snapshot. */
  pull(options?: PullOptions): Promise<PullResult>
  /** Compares the templates with those of a commit, or of the registries, and writes nothing. */
  diff(options?: DiffOptions): Promise<ProjectDiff>
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
  /** For which configuration this project has pulled: a build pulls at its start, and not at each change under watch. */
  let pulledFor: ResolvedConfig | undefined
  const edits = new Edits()

  const latestConfig = async (): Promise<ResolvedConfig> => {
    if (given) {
      // Here and below: what only some runs need takes longer to load than a run in which nothing has changed.
      const { resolveConfig } = await import('../config/resolve-config.ts')
      loaded ??= { text: undefined, config: resolveConfig(given, mode, 'the options of the plugin') }
      return loaded.config
    }
    const file = findConfigFile(root)
    if (!loaded || loaded.text !== file?.text) {
      loaded = { text: file?.text, config: await loadConfig(root, { mode, file }) }
    }
    return loaded.config
  }

  const prepare = async (config: ResolvedConfig, isBuild: boolean): Promise<Preparation> => {
    if (config.remotes.length === 0) return { errors: [], warnings: [] }
    const { prepareSnapshot } = await import('../pull/prepare-snapshot.ts')
    const isStart = pulledFor !== config
    const run = { isBuild, isStart, http: options.http }
    const { errors, warnings } = await prepareSnapshot(root, config, run)
    return config.strict ? { errors: [...errors, ...warnings], warnings: [] } : { errors, warnings }
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
    const prepared = await prepare(config, !check)
    if (prepared.errors.length > 0) {
      const output = resolve(root, config.output)
      return { output, prompts: [], written: [], removed: [], unchanged: 0, ...prepared }
    }
    if (!check) pulledFor = config
    if (check) return withWarnings((await generate(root, config, { check })).result, prepared.warnings)
    const paths = edits.take()
    const edited = paths?.map((path) => toPosix(relative(root, path)))
    const before = last
    // A run that fails leaves nothing to go by.
    last = undefined
    const { result, remembered } = await generate(root, config, { last: before, edited })
    last = remembered
    return withWarnings(result, prepared.warnings)
  }
  const runShared = coalesce(() => run(false))

  let latest = defaultConfig()
  return {
    root,
    mode,
    generate(edited) {
      edits.add(edited)
      return runShared()
    },
    check: () => run(true),
    async pull(pullOptions) {
      try {
        const { pull } = await import('../pull/pull.ts')
        return await pull(root, await latestConfig(), { http: options.http, ...pullOptions })
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        return { added: [], changed: [], removed: [], unchanged: 0, errors: [error], landed: false }
      }
    },
    async diff(diffOptions) {
      try {
        const { diffProject } = await import('../diff/diff-project.ts')
        return await diffProject(root, await latestConfig(), { http: options.http, ...diffOptions })
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        return { from: '', to: '', prompts: [], unchanged: 0, errors: [error], warnings: [] }
      }
    },
    async inspect(inspectOptions) {
      try {
        const config = await latestConfig()
        const { errors, warnings } = await prepare(config, false)
        if (errors.length > 0) return { prompts: [], errors, warnings }
        const { inspectPrompts } = await import('./inspect-prompts.ts')
        return await inspectPrompts(root, config, inspectOptions)
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        return { prompts: [], errors: [error], warnings: [] }
      }
    },
    config: () => latest,
    watchList: () => watchListOf(root, latest),
  }
}

/** What was said before the run comes first. */
function withWarnings(result: GenerateResult, warnings: readonly BuildError[]): GenerateResult {
  return warnings.length === 0 ? result : { ...result, warnings: [...warnings, ...result.warnings] }
}

function watchListOf(root: string, { source, remotes }: ResolvedConfig): WatchList {
  const lock = remotes.length > 0 ? [LOCK_FILE] : []
  return {
    files: [...CONFIG_FILES, ...lock].map((name) => resolve(root, name)),
    folders: (source.watch ?? []).map((path) => resolve(root, path)),
  }
}
