import { type BuildOptions, build, context } from 'esbuild'
import understudy from '../../esbuild.ts'
import type { BuildRequest, WatchingBundler } from '../bundler.ts'
import { SOURCE_CONDITION } from '../fixture.ts'

const options = ({ root, plugin }: BuildRequest): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: { out: 'main.js' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  sourcemap: true,
  conditions: [SOURCE_CONDITION],
  logLevel: 'silent',
  plugins: [understudy(plugin)],
})

/** Esbuild, with the runtime in the bundle. */
export const esbuildBundler: WatchingBundler = {
  name: 'esbuild',
  async build(request) {
    const { warnings } = await build(options(request))
    return warnings.map(({ text }) => text)
  },
  async watch(request, onBuild) {
    const { plugins = [], ...rest } = options(request)
    const watching = await context({
      ...rest,
      plugins: [
        ...plugins,
        {
          name: 'report',
          setup: (building) =>
            building.onEnd(({ errors }) => (errors.length > 0 ? onBuild(errors) : onBuild())),
        },
      ],
    })
    await watching.watch()
    return { [Symbol.asyncDispose]: () => watching.dispose() }
  },
}
