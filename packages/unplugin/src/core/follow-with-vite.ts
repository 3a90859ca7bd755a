import { sep } from 'node:path'
import { type GenerateResult, pace } from '@understudy/sources'
import type { ViteDevServer } from 'vite'
import type { Core } from './core.ts'
import { rollupError } from './rollup-error.ts'

/**
 * Keeps the generated modules in step while vite's dev server runs.
 *
 * The modules are real files that the server watches: a run that changes one leads to an ordinary hot update.
 */
export async function followWithVite(server: ViteDevServer, core: Core): Promise<void> {
  const { watcher, config } = server
  let failed = false
  let said = ''

  const watched = new Set<string>()
  const watchAll = (output: string): void => {
    const { files, folders } = core.project.watchList()
    const added = [...files, ...folders, output].filter((path) => !watched.has(path))
    watcher.add(added)
    for (const path of added) watched.add(path)
  }

  const report = (result: GenerateResult): void => {
    const saying = [...result.warnings, ...result.errors].map(({ message }) => message).join('\n')
    const isNews = saying !== said
    said = saying
    if (isNews) for (const warning of result.warnings) config.logger.warn(warning.message)
    // What failed to load is kept too, so the modules are forgotten before and after.
    if (failed || result.errors.length > 0) forgetModules(server, result.output)
    if (result.errors.length > 0) {
      if (isNews) for (const error of result.errors) config.logger.error(error.message)
      const { message, stack = '', ...place } = rollupError(core.project.root, result.errors)
      server.environments.client?.hot.send({ type: 'error', err: { message, stack, ...place } })
    } else if (failed) {
      // An update, if only an empty one, takes the overlay away.
      server.environments.client?.hot.send({ type: 'update', updates: [] })
    }
    failed = result.errors.length > 0
  }

  const run = async (): Promise<void> => {
    const result = await core.current()
    // A new configuration may name other folders.
    watchAll(result.output)
    report(result)
  }

  const changes: (string | undefined)[] = []
  const pacer = pace(async () => {
    for (const edited of changes.splice(0)) core.invalidate(edited)
    await run().catch((error: unknown) => config.logger.error(String(error)))
  })
  const note = (edited?: string): void => {
    changes.push(edited)
    pacer.poke()
  }
  watcher.on('all', (event, path) => {
    if (core.affects(path)) note(event === 'change' ? path : undefined)
  })
  // Of what changes while the watcher first looks at the folders, it tells nothing.
  watcher.once('ready', () => note())
  const close = server.close.bind(server)
  server.close = async () => {
    await pacer.stop()
    await close()
  }
  await run()
}

/** Makes the server load the generated modules anew, so that a page does not get those of an earlier run. */
function forgetModules(server: ViteDevServer, output: string): void {
  const folder = `${output.replaceAll(sep, '/')}/`
  for (const { moduleGraph } of Object.values(server.environments)) {
    for (const module of moduleGraph.idToModuleMap.values()) {
      if (module.file?.startsWith(folder)) moduleGraph.invalidateModule(module)
    }
  }
}
