import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { factory } from './core/factory.ts'
import type { PluginOptions } from './core/options.ts'

export type { PluginOptions } from './core/options.ts'

const plugin: UnpluginInstance<PluginOptions | undefined, true> = createUnplugin(factory)

/**
 * Typed prompt modules for vite.
 *
 * @example
 * export default defineConfig({ plugins: [understudy()] })
 */
const understudy: (typeof plugin)['vite'] = plugin.vite

export default understudy
