import webpack, { type Configuration } from 'webpack'
import understudy from '../../webpack.ts'
import type { WatchingBundler } from '../bundler.ts'
import { driveCompiler } from './drive-compiler.ts'

/** Webpack, which reads no TypeScript by itself. */
export const webpackBundler: WatchingBundler = driveCompiler('webpack', ({ root, plugin }) => {
  const configuration: Configuration = {
    context: root,
    mode: 'production',
    target: 'node',
    entry: './main.js',
    devtool: 'source-map',
    optimization: { minimize: false },
    experiments: { outputModule: true },
    externals: /^@understudy\//,
    externalsType: 'module',
    output: {
      path: `${root}/dist`,
      filename: 'out.mjs',
      chunkFilename: '[name].mjs',
      library: { type: 'module' },
      devtoolModuleFilenameTemplate: '[absolute-resource-path]',
    },
    plugins: [understudy(plugin)],
  }
  return webpack(configuration)
})
