import type { UnderstudyConfig } from '@understudy/sources'

/** What a bundler's configuration may tell the plugin; usually nothing. */
export interface PluginOptions {
  /**
   * The folder of the project's package.json, absolute or relative to the bundler's root.
   *
   * @default the bundler's root: vite's `root`, esbuild's `absWorkingDir`, else the working directory
   */
  root?: string
  /** The configuration, instead of the one in `understudy.config.ts`. */
  config?: UnderstudyConfig
}
