import { createCompiler, NoopLogger, resolveConfig, type UserConfig } from '@farmfe/core'
import { vi } from 'vitest'
import understudy from '../../../packages/unplugin/src/farm.ts'
import type { BrowserBundler } from '../../../packages/unplugin/src/testing/browser-bundlers.ts'
import type { BuildRequest, Bundler } from '../../../packages/unplugin/src/testing/bundler.ts'
import { everyChunk } from '../../../packages/unplugin/src/testing/every-chunk.ts'

/** Farm's configuration for a project, with the plugin in it. */
export const farmConfig = (
  { root, plugin }: BuildRequest,
  entry = './main.js',
  targetEnv: 'node' | 'browser' = 'node',
) =>
  ({
    root,
    compilation: {
      input: { out: entry },
      output: {
        path: `${root}/dist`,
        format: 'esm',
        targetEnv,
        entryFilename: '[entryName].mjs',
        filename: '[resourceName].mjs',
      },
      external: ['^@understudy/'],
      sourcemap: true,
      minify: false,
      persistentCache: false,
      presetEnv: false,
    },
    plugins: [understudy(plugin)],
  }) satisfies UserConfig

/** Farm's `build` prints an error and goes on, so this is the layer below. Returns what it says to stderr. */
async function build(config: ReturnType<typeof farmConfig>): Promise<string[]> {
  const logger = new NoopLogger()
  const compiler = await createCompiler(await resolveConfig(config, 'production', logger, false), logger)
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    await compiler.compile()
    compiler.writeResourcesToDisk()
    return write.mock.calls.map(([text]) => String(text))
  } finally {
    write.mockRestore()
  }
}

/** Farm, with the runtime left out of the bundle. */
export const farmBundler: Bundler = { name: 'farm', build: (request) => build(farmConfig(request)) }

/** The same for a browser, and for a server. */
export const farmBrowserBundler: BrowserBundler = {
  async browser(fixture, plugin) {
    await build(farmConfig({ root: fixture.root, plugin }, './src/main.js', 'browser'))
    return everyChunk(fixture)
  },
  async server(fixture, plugin) {
    await build(farmConfig({ root: fixture.root, plugin }, './src/main.js', 'node'))
    return everyChunk(fixture)
  },
}
