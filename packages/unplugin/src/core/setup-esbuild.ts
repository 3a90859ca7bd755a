import { resolve } from 'node:path'
import { BuildError } from '@understudy/sources'
import type { OnResolveResult, PartialMessage, PluginBuild } from 'esbuild'
import { esbuildTargetsBrowser } from './browser-target.ts'
import { createCore } from './core.ts'
import { checkEsbuildOutput } from './esbuild-output.ts'
import type { PluginOptions } from './options.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { esbuildWatch, watchFromEntries } from './watch-with-esbuild.ts'

/**
 * Sets up one esbuild build.
 *
 * The hooks are esbuild's own: only its `onResolve` gives a real file, and says what to watch.
 */
export function setupEsbuild(build: PluginBuild, options: PluginOptions): void {
  const root = resolve(build.initialOptions.absWorkingDir ?? '.', options.root ?? '.')
  const core = createCore({ root, config: options.config })
  const targetsBrowser = options.browser ?? esbuildTargetsBrowser(build.initialOptions)
  if (build.initialOptions.bundle) build.initialOptions.metafile = true
  build.onStart(async () => {
    core.invalidate()
    const { errors, warnings } = await core.current()
    return { errors: errors.map(message), warnings: warnings.map(message) }
  })
  build.onEnd(async (built) => {
    const errors = await checkEsbuildOutput(build.initialOptions, built, core, targetsBrowser)
    return { errors: errors.map(message) }
  })

  watchFromEntries(build, core)
  build.onResolve(
    { filter: PROMPT_ID },
    async ({ path: id, importer }): Promise<OnResolveResult | undefined> => {
      if (!isOwnImporter(importer)) return undefined
      const result = await core.current()
      const watch = await esbuildWatch(core)
      // The build has failed already; what counts is that it watches.
      if (result.errors.length > 0) return { ...watch, path: id, external: true }
      try {
        return { ...watch, path: resolvePrompt(id, undefined, result), sideEffects: false }
      } catch (error) {
        if (!(error instanceof BuildError)) throw error
        return { ...watch, errors: [{ text: error.summary, notes: [{ text: error.hint }] }] }
      }
    },
  )
}

function message(error: BuildError): PartialMessage {
  const { prompt, environment, summary, hint, file, line, column = 1, lineText = '' } = error
  const who = prompt && (environment ? `${prompt} (${environment})` : prompt)
  const text = [who, summary].filter(Boolean).join(': ')
  const notes = [{ text: hint }]
  if (file === undefined) return { text, notes }
  if (line === undefined) return { text: `${file}: ${text}`, notes }
  // esbuild counts a column in bytes, from 0.
  return {
    text,
    notes,
    location: { file, line, column: Buffer.byteLength(lineText.slice(0, column - 1)), lineText },
  }
}
