import { relative, resolve, sep } from 'node:path'
import { pace, settled } from '@understudy/sources'
import { farmTargetsBrowser } from './browser-target.ts'
import { type Core, createCore } from './core.ts'
import { checkFarmOutput, type FarmModules, type FarmResources } from './farm-output.ts'
import { folderWatch } from './folder-watch.ts'
import type { PluginOptions } from './options.ts'
import { plainError, withPlainError } from './plain-error.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { watchPaths } from './watch-paths.ts'

/** The part of farm's plugin interface that the plugin uses to find the prompts. */
export interface FarmPlugin {
  name: string
  /** Above farm's own plugins, of which the one that resolves has 100. */
  priority: number
  configResolved(config: {
    root?: string | undefined
    mode?: string | undefined
    compilation?:
      | { mode?: string | undefined; output?: { targetEnv?: string | undefined } | undefined }
      | undefined
  }): void
  buildStart: { executor(): Promise<void> }
  resolve: {
    filters: { sources: string[]; importers: string[] }
    executor(
      params: { source: string; importer: string | null },
      context?: FarmContext,
    ): Promise<FarmResolved | null>
  }
  updateModules: { executor(params: { paths: [path: string, change: string][] }): Promise<string[]> }
}

/** The part of it that looks over what farm has built. */
export interface FarmOutputPlugin {
  name: string
  /** Below farm's own plugins: before those, farm's files are none that it takes back. */
  priority: number
  configureCompiler(compiler: Pick<FarmModules, 'hasModule'>): void
  finalizeResources: {
    executor(params: { resourcesMap: FarmResources }, context?: FarmContext): Promise<FarmResources>
  }
}

interface FarmContext {
  addWatchFile(importer: string, file: string): void
  viteGetImporters(id: string): readonly { id: string }[]
}

interface FarmResolved {
  resolvedPath: string
  query: [string, string][]
  sideEffects: boolean
  external: boolean
  meta: Record<string, string>
}

/** Makes the plugins for farm, whose filters say which imports are worth a call out of its compiler. */
export function createFarmPlugins(options: PluginOptions): [FarmPlugin, FarmOutputPlugin] {
  const built = new Set<string>()
  let within = '.'
  let isProduction = true
  let hasModule: FarmModules['hasModule'] = () => false
  let targetsBrowser = options.browser ?? false
  let core: Core = createCore({ root: resolve(options.root ?? '.'), config: options.config })

  // Farm itself looks only at the files of the modules that it has built.
  const pacer = pace(async () => {
    core.invalidate()
    try {
      const { errors } = await core.current()
      for (const error of errors) process.stderr.write(`error: ${error.message}\n`)
      follow()
    } catch (error) {
      process.stderr.write(`error: ${String(error)}\n`)
    }
  })
  const watching = folderWatch(pacer.poke)
  const follow = (): void => {
    if (!isProduction) watching.follow(core.project.watchList().folders)
  }

  const main: FarmPlugin = {
    name: 'understudy',
    priority: 101,
    configResolved({ root = '.', mode = 'production', compilation }) {
      within = root
      isProduction = compilation?.mode !== 'development'
      targetsBrowser = options.browser ?? farmTargetsBrowser(compilation?.output ?? {})
      core = createCore({ root: resolve(root, options.root ?? '.'), mode, config: options.config })
    },
    buildStart: {
      async executor() {
        core.invalidate()
        const { errors, warnings } = await core.current()
        for (const warning of warnings) process.stderr.write(`warn: ${warning.message}\n`)
        follow()
        if (errors.length > 0) throw plainError(...errors)
      },
    },
    resolve: {
      filters: { sources: [PROMPT_ID.source], importers: ['.*'] },
      async executor({ source, importer }, context) {
        // Farm names a module by its path from farm's root.
        const path = importer === null ? undefined : resolve(within, importer)
        if (!isOwnImporter(path)) return null
        const from = path && relative(core.project.root, path).replaceAll(sep, '/')
        const result = await core.current()
        const resolvedPath = withPlainError(() => resolvePrompt(source, from, result))
        const { files } = await watchPaths(core.project.watchList())
        for (const file of files) context?.addWatchFile(resolvedPath, file)
        built.add(resolvedPath)
        return { resolvedPath, query: [], sideEffects: false, external: false, meta: {} }
      },
    },
    updateModules: {
      async executor({ paths }) {
        const changed = paths.map(([path]) => path)
        // For a template, farm names the modules that watch it.
        if (!changed.some((path) => built.has(path) || core.affects(path))) return changed
        await settled()
        core.invalidate()
        const { output, errors } = await core.current()
        // What an update throws would end a process that watches; so the last sound build stays.
        for (const error of errors) process.stderr.write(`error: ${error.message}\n`)
        // All of them: another run may have written what this edit changes.
        const modules = [...built].filter((path) => path.startsWith(output))
        return [...new Set([...changed, ...modules])]
      },
    },
  }

  const output: FarmOutputPlugin = {
    name: 'understudy:output',
    priority: 0,
    configureCompiler(compiler) {
      hasModule = (id) => compiler.hasModule(id)
    },
    finalizeResources: {
      executor({ resourcesMap }, context) {
        const importersOf = (id: string) => context?.viteGetImporters(id) ?? []
        return checkFarmOutput(resourcesMap, resolve(within), { hasModule, importersOf }, core, {
          targetsBrowser,
          writesManifest: isProduction,
        })
      },
    },
  }
  return [main, output]
}
