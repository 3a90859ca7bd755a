import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { factory } from './core/factory.ts'
import type { PluginOptions } from './core/options.ts'

export type { PluginOptions } from './core/options.ts'

const plugin: UnpluginInstance<PluginOptions | undefined, true> = createUnplugin(factory)

/**
 * Typed prompt modules for rolldown.
 *
 * @example
 * export default defineConfig({ input: 'src/server.ts', plugins: [understudy()] })
 */
const understudy: (typeof plugin)['rolldown'] = plugin.rolldown

export default understudy
