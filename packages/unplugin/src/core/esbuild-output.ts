import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { BuildError, GenerateResult } from '@understudy/sources'
import type { BuildOptions, BuildResult } from 'esbuild'
import type { BundleContents } from './bundle-contents.ts'
import { BUNDLE_MANIFEST, bundleManifest } from './bundle-manifest.ts'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { metafileContents } from './metafile-contents.ts'
import { writeManifest } from './write-manifest.ts'

/**
 * Looks over what esbuild has built: guards the client and adds the manifest.
 *
 * @returns what is wrong. Esbuild has written its files by then, so what holds a leak is deleted.
 */
export async function checkEsbuildOutput(
  options: BuildOptions,
  built: BuildResult,
  core: Core,
  targetsBrowser: boolean,
): Promise<BuildError[]> {
  const { metafile, outputFiles } = built
  const result = await core.current()
  if (!metafile || built.errors.length > 0 || result.errors.length > 0) return []
  const folder = resolve(options.absWorkingDir ?? '.')
  const contents = metafileContents(folder, metafile)
  if (targetsBrowser) {
    const leaks = guardClient(core.project.root, core.project.config().client, result, contents)
    if (leaks.length > 0) {
      const written = outputFiles ? [] : Object.keys(metafile.outputs)
      await Promise.all(written.map((path) => rm(resolve(folder, path), { force: true })))
      outputFiles?.splice(0)
      return leaks
    }
  }
  await addManifest(folder, options, built, result, contents)
  return []
}

async function addManifest(
  folder: string,
  { outdir, outfile }: BuildOptions,
  { outputFiles }: BuildResult,
  result: GenerateResult,
  contents: BundleContents,
): Promise<void> {
  const target = outdir ?? (outfile === undefined ? undefined : dirname(outfile))
  // Without a place for files the bundle goes to the standard output.
  if (target === undefined) return
  const text = await bundleManifest(result, contents)
  if (!outputFiles) await writeManifest(resolve(folder, target), text)
  else if (text !== undefined) {
    const path = join(resolve(folder, target), BUNDLE_MANIFEST)
    outputFiles.push({ path, contents: new TextEncoder().encode(text), hash: '', text })
  }
}
