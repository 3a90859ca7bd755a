import type { Plugin, UserConfig } from 'vite'
import { viteTargetsBrowser } from './browser-target.ts'
import type { Core } from './core.ts'
import { PROMPT_ID } from './resolve-prompt.ts'
import { checkRollupOutput } from './rollup-output.ts'

/** How many bytes of each module a worker's bundle holds, by the worker's entry. */
export type WorkerSizes = Map<string, ReadonlyMap<string, number>>

/** What the plugin of a worker shares with that of the page. */
export interface WorkerPart {
  core: () => Core
  browser: boolean | undefined
  resolveId: (id: string, importer: string | undefined) => Promise<{ id: string } | null>
  /** Filled as workers are bundled, which vite does before it bundles the page. */
  sizes: WorkerSizes
}

/** Adds the plugin to the bundles of workers, for which vite takes none of a configuration's plugins. */
export function addToWorkers(config: UserConfig, part: WorkerPart): void {
  const { plugins } = config.worker ?? {}
  config.worker = { ...config.worker, plugins: () => [...(plugins?.() ?? []), workerPlugin(part)] }
}

function workerPlugin({ core, browser, resolveId, sizes }: WorkerPart): Plugin {
  return {
    name: 'understudy:worker',
    enforce: 'pre',
    resolveId: { filter: { id: PROMPT_ID }, handler: (id, importer) => resolveId(id, importer) },
    async generateBundle(_, bundle) {
      const targetsBrowser = browser ?? viteTargetsBrowser(this.environment)
      const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
      const contents = await checkRollupOutput(this, bundle, core(), targetsBrowser)
      if (entry?.type === 'chunk') sizes.set(entry.facadeModuleId ?? entry.fileName, contents.sizes)
    },
  }
}
