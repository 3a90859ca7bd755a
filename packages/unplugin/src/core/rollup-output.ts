import type { BundleContents } from './bundle-contents.ts'
import { BUNDLE_MANIFEST, bundleManifest } from './bundle-manifest.ts'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { rollupError } from './rollup-error.ts'

/** What rollup, rolldown and vite have in common where a bundle is ready and not yet written. */
export interface OutputContext {
  getModuleInfo(
    id: string,
  ): { readonly importers: readonly string[]; readonly dynamicImporters: readonly string[] } | null
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string
}

/** A bundle's files, of which chunks have modules. */
export interface OutputBundle {
  [fileName: string]:
    | { type: 'asset' }
    | { type: 'chunk'; modules: { readonly [id: string]: { readonly renderedLength: number } } }
}

/**
 * Looks over a bundle of rollup's, rolldown's or vite's: guards the client.
 *
 * @returns what the bundle holds.
 * @throws an error of rollup's when a prompt would reach the browser; nothing is written then.
 */
export async function checkRollupOutput(
  context: OutputContext,
  bundle: OutputBundle,
  core: Core,
  targetsBrowser: boolean,
): Promise<BundleContents> {
  const result = await core.current()
  const contents = contentsOf(context, bundle)
  if (targetsBrowser) {
    const leaks = guardClient(core.project.root, core.project.config().client, result, contents)
    if (leaks.length > 0) throw rollupError(core.project.root, leaks)
  }
  return contents
}

/** Adds the manifest to a bundle. */
export async function addManifest(
  context: OutputContext,
  contents: Pick<BundleContents, 'sizes'>,
  core: Core,
): Promise<void> {
  const source = await bundleManifest(await core.current(), contents)
  if (source !== undefined) context.emitFile({ type: 'asset', fileName: BUNDLE_MANIFEST, source })
}

function contentsOf(context: OutputContext, bundle: OutputBundle): BundleContents {
  const sizes = new Map<string, number>()
  for (const file of Object.values(bundle)) {
    if (file.type !== 'chunk') continue
    for (const [id, { renderedLength }] of Object.entries(file.modules)) {
      sizes.set(id, (sizes.get(id) ?? 0) + renderedLength)
    }
  }
  return {
    sizes,
    importers(id) {
      const info = context.getModuleInfo(id)
      return info ? [...info.importers, ...info.dynamicImporters] : []
    },
  }
}
