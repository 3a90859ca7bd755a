import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bundler } from '../../../packages/unplugin/src/testing/bundler.ts'

const run = promisify(execFile)

/** Bun, which bundles in a process of its own; the runtime is in the bundle. */
export const bunBundler: Bundler = {
  name: 'bun',
  async build({ root, plugin = {} }) {
    const bun = join(import.meta.dirname, '../../node_modules/.bin/bun')
    const program = join(import.meta.dirname, 'bun-build.ts')
    const { source, ...config } = plugin.config ?? {}
    const request = { folder: source?.name.replace(/^folder /, ''), plugin: { ...plugin, config } }
    const { stderr } = await run(bun, ['--conditions=@understudy/source', program, JSON.stringify(request)], {
      cwd: root,
    })
    return stderr.split('\n').filter((line) => line !== '')
  },
}
