import { type RspackOptions, rspack } from '@rspack/core'
import understudy from '../../rspack.ts'
import type { WatchingBundler } from '../bundler.ts'
import { driveCompiler } from './drive-compiler.ts'

/** Rspack, without its loader for TypeScript. */
export const rspackBundler: WatchingBundler = driveCompiler('rspack', ({ root, plugin }) => {
  const options: RspackOptions = {
    context: root,
    mode: 'production',
    target: 'node',
    entry: './main.js',
    devtool: 'source-map',
    optimization: { minimize: false },
    externals: /^@understudy\//,
    externalsType: 'module',
    output: {
      path: `${root}/dist`,
      module: true,
      filename: 'out.mjs',
      chunkFilename: '[name].mjs',
      library: { type: 'module' },
      devtoolModuleFilenameTemplate: '[absolute-resource-path]',
    },
    plugins: [understudy(plugin)],
  }
  return rspack(options)
})
