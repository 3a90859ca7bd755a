import type { RspackPluginInstance } from '@rspack/core'
import type { PluginOptions } from './core/options.ts'
import { setupWebpack } from './core/setup-webpack.ts'

export type { PluginOptions } from './core/options.ts'

/**
 * Typed prompt modules for rspack.
 *
 * @example
 * export default { entry: './src/server.js', target: 'node', plugins: [understudy()] }
 */
export default function understudy(options: PluginOptions = {}): RspackPluginInstance {
  return { apply: (compiler) => setupWebpack(compiler, options) }
}
