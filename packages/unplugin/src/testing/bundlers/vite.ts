import { build, createLogger, type InlineConfig } from 'vite'
import understudy from '../../vite.ts'
import type { BuildRequest, WatchingBundler } from '../bundler.ts'
import { SOURCE_CONDITION } from '../fixture.ts'

const config = ({ root, plugin }: BuildRequest, watch: InlineConfig['build'] = {}): InlineConfig => ({
  root,
  configFile: false,
  logLevel: 'silent',
  ssr: { resolve: { conditions: [SOURCE_CONDITION] }, noExternal: true },
  plugins: [understudy(plugin)],
  build: {
    ssr: 'main.js',
    minify: false,
    sourcemap: true,
    rolldownOptions: { output: { entryFileNames: 'out.mjs' } },
    ...watch,
  },
})

/** Vite's build for a server, with the runtime in the bundle. */
export const viteBundler: WatchingBundler = {
  name: 'vite',
  async build(request) {
    const warnings: string[] = []
    const customLogger = createLogger('silent')
    customLogger.warn = (message) => void warnings.push(message)
    await build({ ...config(request), customLogger })
    return warnings
  },
  async watch(request, onBuild) {
    const watcher = await build(config(request, { watch: {}, emptyOutDir: false }))
    if (!('on' in watcher)) throw new Error('This is no watcher.')
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
