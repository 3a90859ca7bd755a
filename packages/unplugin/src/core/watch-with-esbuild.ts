import type { OnResolveResult, PluginBuild } from 'esbuild'
import type { Core } from './core.ts'
import { watchPaths } from './watch-paths.ts'

/** What a build has to watch, as a result of `onResolve` says it. */
export async function esbuildWatch(core: Core): Promise<Pick<OnResolveResult, 'watchFiles' | 'watchDirs'>> {
  const { files, folders } = await watchPaths(core.project.watchList())
  return { watchFiles: files, watchDirs: folders }
}

/**
 * Makes a build watch the templates though it imports none of them yet.
 *
 * Only a resolved module can say what to watch, and every build resolves its entries. Patterns and `stdin` are left out.
 */
export function watchFromEntries(build: PluginBuild, core: Core): void {
  const filter = entryFilter(build.initialOptions.entryPoints)
  if (!filter) return
  // Kept here and not in `pluginData`, which another plugin that asks the same way would replace, without end.
  const asked = new Set<string>()
  build.onResolve({ filter }, async ({ path, ...args }): Promise<OnResolveResult | undefined> => {
    if (args.kind !== 'entry-point' || asked.has(path)) return undefined
    const { kind, importer, namespace, resolveDir, pluginData } = args
    asked.add(path)
    const found = await build.resolve(path, { kind, importer, namespace, resolveDir, pluginData })
    asked.delete(path)
    const watch = await esbuildWatch(core)
    return found.errors.length > 0 ? { errors: found.errors, ...watch } : { ...found, ...watch }
  })
}

/** Matches the entries as esbuild asks for them: with a leading `./` where there is such a file. */
function entryFilter(entries: PluginBuild['initialOptions']['entryPoints'] = []): RegExp | undefined {
  const paths = Object.values(entries).map((entry: string | { in: string }) =>
    typeof entry === 'string' ? entry : entry.in,
  )
  const plain = paths.filter((path) => !path.includes('*'))
  if (plain.length === 0) return undefined
  const escaped = plain.map((path) => path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^(?:\\./)?(?:${escaped.join('|')})$`)
}
