import type { PluginOptions } from './core/options.ts'
import { type BunBuilder, setupBun } from './core/setup-bun.ts'

export type { PluginOptions } from './core/options.ts'

/** A plugin of `Bun.build`, as far as this package needs Bun's own type. */
export interface BunPlugin {
  name: string
  setup(build: BunBuilder): void
}

/**
 * Typed prompt modules for Bun's bundler.
 *
 * @example
 * await Bun.build({ entrypoints: ['src/server.ts'], outdir: 'dist', target: 'bun', plugins: [understudy()] })
 */
export default function understudy(options: PluginOptions = {}): BunPlugin {
  return { name: 'understudy', setup: (build) => setupBun(build, options) }
}
