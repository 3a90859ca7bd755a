import { type RolldownOptions, rolldown, watch } from 'rolldown'
import understudy from '../../rolldown.ts'
import type { BuildRequest, WatchingBundler } from '../bundler.ts'
import { SOURCE_CONDITION } from '../fixture.ts'

const options = ({ root, plugin }: BuildRequest) =>
  ({
    cwd: root,
    input: 'main.js',
    platform: 'node',
    resolve: { conditionNames: [SOURCE_CONDITION, 'import', 'default'] },
    plugins: [understudy({ root, ...plugin })],
    output: { dir: 'dist', entryFileNames: 'out.mjs', sourcemap: true },
  }) satisfies RolldownOptions

/** Rolldown, with the runtime in the bundle. */
export const rolldownBundler: WatchingBundler = {
  name: 'rolldown',
  async build(request) {
    const { output, ...input } = options(request)
    const warnings: string[] = []
    const bundle = await rolldown({ ...input, onLog: (_level, { message }) => void warnings.push(message) })
    await bundle.write(output)
    await bundle.close()
    return warnings
  },
  async watch(request, onBuild) {
    const watcher = watch({ ...options(request), onLog() {} })
    watcher.on('event', async (event) => {
      if (event.code === 'BUNDLE_END') {
        await event.result.close()
        onBuild()
      } else if (event.code === 'ERROR') {
        await event.result.close()
        onBuild(event.error)
      }
    })
    return { [Symbol.asyncDispose]: () => watcher.close() }
  },
}
