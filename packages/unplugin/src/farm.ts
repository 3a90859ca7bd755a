import { createFarmPlugin, type FarmPlugin } from './core/create-farm-plugin.ts'
import type { PluginOptions } from './core/options.ts'

export type { FarmPlugin } from './core/create-farm-plugin.ts'
export type { PluginOptions } from './core/options.ts'

/**
 * Typed prompt modules for farm.
 *
 * @example
 * export default defineConfig({ plugins: [understudy()] })
 */
export default function understudy(options: PluginOptions = {}): FarmPlugin {
  return createFarmPlugin(options)
}
