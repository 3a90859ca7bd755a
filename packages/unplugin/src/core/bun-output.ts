import { rm } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { bundleManifest } from './bundle-manifest.ts'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { type Metafile, metafileContents } from './metafile-contents.ts'
import { plainError } from './plain-error.ts'
import { writeManifest } from './write-manifest.ts'

/** What `Bun.build` tells at its end. */
export interface BunResult {
  success: boolean
  outputs: readonly { path: string }[]
  metafile?: Metafile | undefined
}

/**
 * Looks over what Bun has built: guards the client, and adds the manifest.
 *
 * @throws a plain error when a prompt would reach the browser. Bun has written its files by then, so they are deleted.
 */
export async function checkBunOutput(
  { success, outputs, metafile }: BunResult,
  outdir: string | undefined,
  core: Core,
  targetsBrowser: boolean,
): Promise<void> {
  const result = await core.current()
  if (!success || result.errors.length > 0) return
  if (!metafile)
    throw new Error(
      'Understudy needs a newer Bun, which tells what a bundle holds.\n  → Update Bun to 1.4 or later.',
    )
  const contents = metafileContents(process.cwd(), metafile)
  if (targetsBrowser) {
    const { root, config } = core.project
    const leaks = guardClient(root, config().client, result, contents)
    if (leaks.length > 0) {
      // Without a folder for them, the paths are only names.
      const written = outputs.map(({ path }) => path).filter((path) => isAbsolute(path))
      await Promise.all(written.map((path) => rm(path, { force: true })))
      throw plainError(...leaks)
    }
  }
  if (outdir !== undefined) await writeManifest(resolve(outdir), await bundleManifest(result, contents))
}
