import type { UnderstudyConfig } from '@understudy/sources'

/** What a bundler's configuration may tell the plugin; usually nothing. */
export interface PluginOptions {
  /**
   * The folder of the project's package.json, absolute or relative to the bundler's root.
   *
   * @default the bundler's: `root` of vite and farm, `context` of webpack and rspack, `absWorkingDir` of esbuild; else the
   * working directory
   */
  root?: string
  /** The configuration, instead of the one in `understudy.config.ts`. */
  config?: UnderstudyConfig
  /**
   * Whether the bundle runs in a browser, where the config's `client` decides which prompts it may hold.
   *
   * @default what the bundler's own configuration says; false for rollup, which has no word for it
   */
  browser?: boolean
}
