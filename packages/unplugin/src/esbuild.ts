import type { Plugin } from 'esbuild'
import type { PluginOptions } from './core/options.ts'
import { setupEsbuild } from './core/setup-esbuild.ts'

export type { PluginOptions } from './core/options.ts'

/**
 * Typed prompt modules for esbuild.
 *
 * @example
 * await build({ entryPoints: ['src/server.ts'], bundle: true, plugins: [understudy()] })
 */
export default function understudy(options: PluginOptions = {}): Plugin {
  // Unplugin's adapter gives a resolved file a namespace of its own, in which it cannot be read.
  return { name: 'understudy', setup: (build) => setupEsbuild(build, options) }
}
