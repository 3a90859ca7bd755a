import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { createCore } from './core.ts'
import type { PluginOptions } from './options.ts'
import { plainError, withPlainError } from './plain-error.ts'
import { isOwnImporter, PROMPT_ID, resolvePrompt } from './resolve-prompt.ts'
import { watchPaths } from './watch-paths.ts'
import type { WebpackCompiler } from './webpack-compiler.ts'
import { checkWebpackOutput } from './webpack-output.ts'

const NAME = 'understudy'

/**
 * Sets up one compiler of webpack or rspack.
 *
 * The hooks are the compiler's own: a template's problem becomes an error of the compilation, so that watching goes on,
 * and an import is led to the real file before the compiler takes `#prompts` for a package.json's `imports`.
 */
export function setupWebpack(compiler: WebpackCompiler, options: PluginOptions): void {
  const { mode } = compiler.options
  const root = resolve(compiler.context, options.root ?? '.')
  const core = createCore({ root, config: options.config, ...(mode && mode !== 'none' && { mode }) })

  checkWebpackOutput(compiler, core, options.browser)

  const generate = async (): Promise<void> => {
    const result = await core.current()
    forget(
      compiler,
      [...result.written, ...result.removed].map((file) => join(result.output, file)),
    )
  }
  compiler.hooks.run.tapPromise(NAME, () => {
    core.invalidate()
    return generate()
  })
  compiler.hooks.watchRun.tapPromise(NAME, async () => {
    const changed = [...(compiler.modifiedFiles ?? []), ...(compiler.removedFiles ?? [])]
    const isFirst = changed.length === 0
    if (!isFirst && !changed.some(core.affects)) return
    core.invalidate()
    await generate()
  })

  compiler.hooks.make.tapPromise(NAME, async (compilation) => {
    const { errors, warnings } = await core.current()
    compilation.errors.push(...errors.map((error) => plainError(error)))
    compilation.warnings.push(...warnings.map((warning) => plainError(warning)))

    // Each file and folder by its name: what changes deep in a folder while the compiler runs would go unnoticed.
    const { files, folders } = await watchPaths(core.project.watchList())
    compilation.contextDependencies.addAll(folders)
    // To wait for a file that is not there is not to watch one that is.
    compilation.fileDependencies.addAll(files.filter((file) => existsSync(file)))
    compilation.missingDependencies.addAll(files.filter((file) => !existsSync(file)))
  })

  compiler.hooks.normalModuleFactory.tap(NAME, ({ hooks }) => {
    hooks.beforeResolve.tapPromise(NAME, async (data) => {
      const { issuer } = data.contextInfo
      if (!PROMPT_ID.test(data.request) || !isOwnImporter(issuer)) return
      const result = await core.current()
      // The compilation has failed already; that the generated file is missing would only hide why.
      if (result.errors.length > 0) return false
      const from = issuer && relative(root, issuer).replaceAll(sep, '/')
      data.request = withPlainError(() => resolvePrompt(data.request, from, result))
    })
  })
}

/** Makes the compiler read these files anew in the run that is about to begin, not only when its watcher tells of them. */
function forget(compiler: WebpackCompiler, files: string[]): void {
  if (files.length === 0) return
  compiler.inputFileSystem?.purge?.(files)
  if (compiler.modifiedFiles) compiler.modifiedFiles = new Set([...compiler.modifiedFiles, ...files])
}
