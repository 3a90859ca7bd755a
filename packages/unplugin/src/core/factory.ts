import { relative, resolve, sep } from 'node:path'
import { BuildError, type GenerateResult } from '@understudy/sources'
import type { UnpluginContextMeta, UnpluginOptions } from 'unplugin'
import { type Core, createCore } from './core.ts'
import { followWithVite } from './follow-with-vite.ts'
import type { PluginOptions } from './options.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { rollupError } from './rollup-error.ts'
import { watchPaths } from './watch-paths.ts'

const NAME = 'understudy'

/** The plugin of every bundler with rollup's hooks; each call is one instance, which shares nothing with another. */
export function factory(options: PluginOptions | undefined, meta: UnpluginContextMeta): UnpluginOptions[] {
  const { root: within = '.', config } = options ?? {}
  let opened: Core | undefined
  let serving = false
  let told: GenerateResult | undefined
  const core = (): Core => {
    opened ??= createCore({ root: resolve(within), config })
    return opened
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
      async handler(id, importer) {
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
      },
    },
    watchChange(id) {
      if (!serving && core().affects(id)) core().invalidate()
    },
    vite: {
      configResolved({ root, mode, command }) {
        serving = command === 'serve'
        opened = createCore({ root: resolve(root, within), mode, config })
      },
    },
  }
  if (meta.framework !== 'vite') return [main]

  const dev: UnpluginOptions = {
    name: `${NAME}:dev`,
    enforce: 'pre',
    async load(id) {
      const result = await core().current()
      const generated = resolve(id).startsWith(result.output + sep)
      if (generated && result.errors.length > 0) throw rollupError(core().project.root, result.errors)
      return null
    },
    vite: { apply: 'serve', configureServer: (server) => followWithVite(server, core()) },
  }
  return [main, dev]
}

function warn(context: object, message: string): void {
  if ('warn' in context && typeof context.warn === 'function') context.warn(message)
}
