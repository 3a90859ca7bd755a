import { relative, resolve, sep } from 'node:path'
import { BuildError, type GenerateResult } from '@understudy/sources'
import type { UnpluginContextMeta, UnpluginOptions } from 'unplugin'
import { rolldownTargetsBrowser, viteTargetsBrowser } from './browser-target.ts'
import { checkViteLoad } from './check-vite-load.ts'
import { type Core, createCore } from './core.ts'
import { followWithVite } from './follow-with-vite.ts'
import { printInspectorUrl } from './inspector/print-inspector-url.ts'
import { serveInspector } from './inspector/serve-inspector.ts'
import type { PluginOptions } from './options.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { rollupError } from './rollup-error.ts'
import { addManifest, checkRollupOutput, type OutputBundle, type OutputContext } from './rollup-output.ts'
import { addToWorkers, type WorkerSizes } from './vite-workers.ts'
import { watchPaths } from './watch-paths.ts'

const NAME = 'understudy'

/** The plugin of every bundler with rollup's hooks; each call is one instance, which shares nothing with another. */
export function factory(options: PluginOptions | undefined, meta: UnpluginContextMeta): UnpluginOptions[] {
  const { root: within = '.', config, browser } = options ?? {}
  let opened: Core | undefined
  let serving = false
  let told: GenerateResult | undefined
  let rolldownPlatform: string | undefined
  const workers: WorkerSizes = new Map()
  const core = (): Core => {
    opened ??= createCore({ root: resolve(within), config })
    return opened
  }

  async function resolveId(id: string, importer: string | undefined): Promise<{ id: string } | null> {
    if (!isOwnImporter(importer)) return null
    const result = await core().current()
    if (result.errors.length > 0) throw rollupError(core().project.root, result.errors)
    try {
      const from = importer && relative(core().project.root, importer).replaceAll(sep, '/')
      // Rollup's own field, of which unplugin's type does not know.
      const found = { id: resolvePrompt(id, from, result), moduleSideEffects: false }
      return found
    } catch (error) {
      throw error instanceof BuildError ? rollupError(core().project.root, [error]) : error
    }
  }

  /** The end of a build: looks over what has been bundled, and in the bundles of workers. */
  async function checkOutput(
    context: OutputContext,
    bundle: OutputBundle,
    targetsBrowser: boolean,
    workers: WorkerSizes = new Map(),
  ): Promise<void> {
    const { sizes } = await checkRollupOutput(context, bundle, core(), targetsBrowser)
    const all = new Map(sizes)
    for (const worker of workers.values()) {
      for (const [id, size] of worker) all.set(id, (all.get(id) ?? 0) + size)
    }
    await addManifest(context, { sizes: all }, core())
  }

  // One instance may serve another build later; a watching bundler tells of changes instead.
  function closeBundle(this: { meta: { watchMode: boolean } }): void {
    if (!this.meta.watchMode) core().invalidate()
  }

  const main: UnpluginOptions = {
    name: NAME,
    enforce: 'pre',
    async buildStart() {
      // The dev server must start with a broken template too, to show what is wrong with it.
      if (serving) return
      const result = await core().current()
      const { files, folders } = await watchPaths(core().project.watchList())
      for (const path of [...files, ...folders]) this.addWatchFile(path)
      // Vite starts one build for each of its environments.
      if (told !== result) for (const warning of result.warnings) warn(this, warning.message)
      told = result
      if (result.errors.length > 0) throw rollupError(core().project.root, result.errors)
    },
    resolveId: {
      filter: { id: PROMPT_ID },
      handler: resolveId,
    },
    watchChange(id, { event }) {
      if (!serving && core().affects(id)) core().invalidate(event === 'update' ? id : undefined)
    },
    vite: {
      config(user) {
        addToWorkers(user, { core, browser, resolveId, sizes: workers })
      },
      configResolved({ root, mode, command }) {
        serving = command === 'serve'
        opened = createCore({ root: resolve(root, within), mode, config })
      },
      generateBundle: {
        // Vite takes the assets that were emitted earlier out of a bundle for a server.
        order: 'post',
        handler(_, bundle) {
          const isClient = viteTargetsBrowser(this.environment)
          return checkOutput(this, bundle, browser ?? isClient, isClient ? workers : undefined)
        },
      },
    },
    rollup: {
      closeBundle,
      generateBundle(_, bundle) {
        return checkOutput(this, bundle, browser ?? false)
      },
    },
    rolldown: {
      closeBundle,
      options({ platform }) {
        rolldownPlatform = platform
      },
      generateBundle(_, bundle) {
        const targetsBrowser = browser ?? rolldownTargetsBrowser({ platform: rolldownPlatform })
        return checkOutput(this, bundle, targetsBrowser)
      },
    },
  }
  if (meta.framework !== 'vite') return [main]

  const dev: UnpluginOptions = {
    name: `${NAME}:dev`,
    enforce: 'pre',
    vite: {
      apply: 'serve',
      configureServer(server) {
        server.middlewares.use(serveInspector(core()))
        printInspectorUrl(server)
        return followWithVite(server, core())
      },
      load(id) {
        return checkViteLoad(id, this.environment, core(), browser ?? viteTargetsBrowser(this.environment))
      },
    },
  }
  return [main, dev]
}

function warn(context: object, message: string): void {
  if ('warn' in context && typeof context.warn === 'function') context.warn(message)
}
