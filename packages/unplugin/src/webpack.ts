import type { WebpackPluginInstance } from 'webpack'
import type { PluginOptions } from './core/options.ts'
import { setupWebpack } from './core/setup-webpack.ts'

export type { PluginOptions } from './core/options.ts'

/**
 * Typed prompt modules for webpack, and for Next with `next build --webpack`.
 *
 * @example
 * export default { entry: './src/server.js', target: 'node', plugins: [understudy()] }
 */
export default function understudy(options: PluginOptions = {}): WebpackPluginInstance {
  return { apply: (compiler) => setupWebpack(compiler, options) }
}
