import { createFarmPlugins, type FarmOutputPlugin, type FarmPlugin } from './core/create-farm-plugins.ts'
import type { PluginOptions } from './core/options.ts'

export type { FarmOutputPlugin, FarmPlugin } from './core/create-farm-plugins.ts'
export type { PluginOptions } from './core/options.ts'

/**
 * Typed prompt modules for farm, which takes a list of plugins as one.
 *
 * @example
 * export default defineConfig({ plugins: [understudy()] })
 */
export default function understudy(options: PluginOptions = {}): (FarmPlugin | FarmOutputPlugin)[] {
  return createFarmPlugins(options)
}
