import { nodeResolve } from '@rollup/plugin-node-resolve'
import { type RollupOptions, rollup, watch } from 'rollup'
import understudy from '../../rollup.ts'
import type { BuildRequest, WatchingBundler } from '../bundler.ts'

const options = ({ root, plugin }: BuildRequest) =>
  ({
    input: `${root}/main.js`,
    external: /^@understudy\//,
    plugins: [understudy({ root, ...plugin }), nodeResolve()],
    output: { dir: `${root}/dist`, entryFileNames: 'out.mjs', sourcemap: true },
  }) satisfies RollupOptions

/** Rollup, with the runtime left out of the bundle, since it reads no TypeScript. */
export const rollupBundler: WatchingBundler = {
  name: 'rollup',
  async build(request) {
    const { output, ...input } = options(request)
    const warnings: string[] = []
    const bundle = await rollup({ ...input, onLog: (_level, { message }) => void warnings.push(message) })
    await bundle.write(output)
    await bundle.close()
    return warnings
  },
  async watch(request, onBuild) {
    const watcher = watch({ ...options(request), onLog() {}, watch: { buildDelay: 0 } })
    watcher.on('event', async (event) => {
      if (event.code === 'BUNDLE_END') {
        await event.result.close()
        onBuild()
      } else if (event.code === 'ERROR') {
        await event.result?.close()
        onBuild(event.error)
      }
    })
    return { [Symbol.asyncDispose]: () => watcher.close() }
  },
}
