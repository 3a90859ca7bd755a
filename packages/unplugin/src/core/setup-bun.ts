import { relative, resolve, sep } from 'node:path'
import { bunTargetsBrowser } from './browser-target.ts'
import { type BunResult, checkBunOutput } from './bun-output.ts'
import { createCore } from './core.ts'
import type { PluginOptions } from './options.ts'
import { plainError, withPlainError } from './plain-error.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'

/** What the plugin needs of the builder that Bun gives to a plugin of `Bun.build`. */
export interface BunBuilder {
  config: { target?: string | undefined; outdir?: string | undefined; metafile?: unknown }
  onStart(run: () => Promise<void>): unknown
  onEnd(run: (result: BunResult) => Promise<void>): unknown
  onResolve(
    filter: { filter: RegExp },
    run: (args: { path: string; importer: string }) => Promise<{ path: string } | undefined>,
  ): unknown
}

/** Sets up one build of Bun, which takes from a plugin no position of an error and no warning. */
export function setupBun(build: BunBuilder, options: PluginOptions): void {
  const root = resolve(options.root ?? '.')
  const core = createCore({ root, config: options.config })

  // Else its result has none.
  build.config.metafile ||= true
  build.onStart(async () => {
    core.invalidate()
    const { errors, warnings } = await core.current()
    for (const warning of warnings) process.stderr.write(`warn: ${warning.message}\n`)
    if (errors.length > 0) throw plainError(...errors)
  })
  build.onResolve({ filter: PROMPT_ID }, async ({ path: id, importer }) => {
    if (!isOwnImporter(importer)) return undefined
    const from = importer && relative(root, importer).replaceAll(sep, '/')
    const result = await core.current()
    return { path: withPlainError(() => resolvePrompt(id, from || undefined, result)) }
  })
  build.onEnd((built) =>
    checkBunOutput(built, build.config.outdir, core, options.browser ?? bunTargetsBrowser(build.config)),
  )
}
