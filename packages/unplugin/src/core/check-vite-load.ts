import { resolve, sep } from 'node:path'
import type { Environment } from 'vite'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { rollupError } from './rollup-error.ts'

/**
 * Lets vite's dev server load a generated module, or not.
 *
 * @throws an error of rollup's, which vite shows over the page, when the templates have errors or the prompt may not
 * reach the browser.
 */
export async function checkViteLoad(
  id: string,
  environment: Environment,
  core: Core,
  targetsBrowser: boolean,
): Promise<null> {
  const result = await core.current()
  const { root, config } = core.project
  if (!resolve(id).startsWith(result.output + sep)) return null
  if (result.errors.length > 0) throw rollupError(root, result.errors)
  if (!targetsBrowser || environment.mode !== 'dev') return null
  const { moduleGraph } = environment
  const leaks = guardClient(root, config().client, result, {
    // What a bundle would shake off is not known here: a module that is asked for counts.
    sizes: new Map([[id, 1]]),
    importers: (one) =>
      [...(moduleGraph.getModuleById(one)?.importers ?? [])].flatMap((importer) => importer.id ?? []),
  })
  if (leaks.length > 0) throw rollupError(root, leaks)
  return null
}
