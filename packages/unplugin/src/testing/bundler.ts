import type { PluginOptions } from '../core/options.ts'

/** What to bundle: `main.js` of a project's folder, into `dist/out.mjs` and its source map. */
export interface BuildRequest {
  root: string
  plugin?: PluginOptions | undefined
}

/** A bundler with the plugin in it, as the suites drive it. */
export interface Bundler {
  name: string
  /** Returns what the bundler warns of; rejects with what it reports of a build that failed. */
  build(request: BuildRequest): Promise<string[]>
}

/** A bundler that can watch. */
export interface WatchingBundler extends Bundler {
  /** Calls back after each build, with what it reports if the build failed. */
  watch(request: BuildRequest, onBuild: (failure?: unknown) => void): Promise<AsyncDisposable>
}
