import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserBundler } from '../../../packages/unplugin/src/testing/browser-bundlers.ts'
import type { BuildRequest, Bundler } from '../../../packages/unplugin/src/testing/bundler.ts'
import { everyChunk } from '../../../packages/unplugin/src/testing/every-chunk.ts'

const run = promisify(execFile)

/** Bundles in a process of Bun's own, and returns what it says to stderr. */
async function build({ root, plugin = {} }: BuildRequest, entry: string, target: string): Promise<string[]> {
  const bun = join(import.meta.dirname, '../../node_modules/.bin/bun')
  const program = join(import.meta.dirname, 'bun-build.ts')
  const { source, ...config } = plugin.config ?? {}
  const request = {
    // The cases give no source but a folder, which cannot be sent as it is.
    folder: source && 'name' in source ? source.name.replace(/^folder /, '') : undefined,
    plugin: { ...plugin, config },
    entry,
    target,
  }
  const { stderr } = await run(bun, ['--conditions=@understudy/source', program, JSON.stringify(request)], {
    cwd: root,
  })
  return stderr.split('\n').filter((line) => line !== '')
}

/** Bun; the runtime is in the bundle. */
export const bunBundler: Bundler = { name: 'bun', build: (request) => build(request, 'main.js', 'node') }

/** The same for a browser, and for a server. */
export const bunBrowserBundler: BrowserBundler = {
  async browser(fixture, plugin) {
    await build({ root: fixture.root, plugin }, 'src/main.js', 'browser')
    return everyChunk(fixture)
  },
  async server(fixture, plugin) {
    await build({ root: fixture.root, plugin }, 'src/main.js', 'bun')
    return everyChunk(fixture)
  },
}
