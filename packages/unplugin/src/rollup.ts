import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { factory } from './core/factory.ts'
import type { PluginOptions } from './core/options.ts'

export type { PluginOptions } from './core/options.ts'

const plugin: UnpluginInstance<PluginOptions | undefined, true> = createUnplugin(factory)

/**
 * Typed prompt modules for rollup.
 *
 * @example
 * export default { input: 'src/server.js', plugins: [understudy(), nodeResolve()] }
 */
const understudy: (typeof plugin)['rollup'] = plugin.rollup

export default understudy
