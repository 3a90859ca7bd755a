import { createCompiler, NoopLogger, resolveConfig, type UserConfig } from '@farmfe/core'
import { vi } from 'vitest'
import understudy from '../../../packages/unplugin/src/farm.ts'
import type { BuildRequest, Bundler } from '../../../packages/unplugin/src/testing/bundler.ts'

export const farmConfig = ({ root, plugin }: BuildRequest) =>
  ({
    root,
    compilation: {
      input: { out: './main.js' },
      output: {
        path: `${root}/dist`,
        format: 'esm',
        targetEnv: 'node',
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

/** Farm, with the runtime left out of the bundle. Its `build` prints an error and goes on, so this is the layer below. */
export const farmBundler: Bundler = {
  name: 'farm',
  async build(request) {
    const logger = new NoopLogger()
    const compiler = await createCompiler(
      await resolveConfig(farmConfig(request), 'production', logger, false),
      logger,
    )
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      await compiler.compile()
      compiler.writeResourcesToDisk()
      return write.mock.calls.map(([text]) => String(text))
    } finally {
      write.mockRestore()
    }
  },
}
