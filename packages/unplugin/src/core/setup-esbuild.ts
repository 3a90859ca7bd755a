import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BuildError } from '@understudy/sources'
import type { OnResolveResult, PartialMessage, PluginBuild } from 'esbuild'
import { createCore } from './core.ts'
import type { PluginOptions } from './options.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { watchPaths } from './watch-paths.ts'

/**
 * Sets up one esbuild build.
 *
 * The hooks are esbuild's own: only its `onResolve` gives a real file, and says what to watch.
 */
export function setupEsbuild(build: PluginBuild, options: PluginOptions): void {
  const root = resolve(build.initialOptions.absWorkingDir ?? '.', options.root ?? '.')
  const core = createCore({ root, config: options.config })
  build.onStart(async () => {
    core.invalidate()
    const { errors, warnings } = await core.current()
    const messages = (problems: BuildError[]) =>
      Promise.all(problems.map((problem) => message(root, problem)))
    return { errors: await messages(errors), warnings: await messages(warnings) }
  })

  build.onResolve(
    { filter: PROMPT_ID },
    async ({ path: id, importer }): Promise<OnResolveResult | undefined> => {
      if (!isOwnImporter(importer)) return undefined
      const result = await core.current()
      const { files, folders } = await watchPaths(core.project.watchList())
      const watch = { watchFiles: files, watchDirs: folders }
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

async function message(root: string, error: BuildError): Promise<PartialMessage> {
  const { prompt, environment, summary, hint, file, line, column = 1 } = error
  const who = prompt && (environment ? `${prompt} (${environment})` : prompt)
  const text = [who, summary].filter(Boolean).join(': ')
  const notes = [{ text: hint }]
  if (file === undefined) return { text, notes }
  if (line === undefined) return { text: `${file}: ${text}`, notes }
  const source = await readFile(resolve(root, file), 'utf8').catch(() => '')
  const lineText = source.split(/\r\n|\n|\r/)[line - 1] ?? ''
  // esbuild counts a column in bytes, from 0.
  return {
    text,
    notes,
    location: { file, line, column: Buffer.byteLength(lineText.slice(0, column - 1)), lineText },
  }
}
