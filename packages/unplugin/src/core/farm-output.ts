import { relative, resolve, sep } from 'node:path'
import type { BundleContents } from './bundle-contents.ts'
import { BUNDLE_MANIFEST, bundleManifest } from './bundle-manifest.ts'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { plainError } from './plain-error.ts'

/** The files that farm is about to write, of which some are made of modules. */
export interface FarmResources {
  [name: string]: FarmResource
}

interface FarmResource {
  name: string
  bytes: number[]
  emitted: boolean
  resourceType: string
  origin: { type: 'ResourcePot' | 'Module'; value: string }
  /** Null, other than farm's types say, for files that are made of no modules. */
  info?: FarmResourceInfo
}

interface FarmResourceInfo {
  id: string
  name: string
  resourcePotType: string
  map?: string
  modules: { [id: string]: FarmRenderedModule }
  moduleIds: string[]
  data: {
    dynamicImports: string[]
    exports: string[]
    imports: string[]
    importedBindings: { [from: string]: string[] }
    isDynamicEntry: boolean
    isEntry: boolean
    isImplicitEntry: boolean
  }
  custom: { [name: string]: string }
}

interface FarmRenderedModule {
  id: string
  renderedContent: string
  renderedMap?: string
  renderedLength: number
  originalLength: number
}

/** What farm's compiler tells of its modules. */
export interface FarmModules {
  hasModule(id: string): boolean
  importersOf(id: string): readonly { id: string }[]
}

/**
 * Looks over what farm has built: guards the client, and adds the manifest.
 *
 * @throws a plain error when a prompt would reach the browser; nothing is written then.
 */
export async function checkFarmOutput(
  resources: FarmResources,
  folder: string,
  modules: FarmModules,
  core: Core,
  { targetsBrowser, writesManifest }: { targetsBrowser: boolean; writesManifest: boolean },
): Promise<FarmResources> {
  const result = await core.current()
  if (result.errors.length > 0) return resources
  const contents = contentsOf(resources, folder, modules)
  if (targetsBrowser) {
    const { root, config } = core.project
    const leaks = guardClient(root, config().client, result, contents)
    if (leaks.length > 0) throw plainError(...leaks)
  }
  const manifest = writesManifest ? await bundleManifest(result, contents) : undefined
  if (manifest === undefined) return resources
  return { ...resources, [BUNDLE_MANIFEST]: asset(BUNDLE_MANIFEST, manifest) }
}

function asset(name: string, text: string): FarmResource {
  return {
    name,
    bytes: [...Buffer.from(text)],
    emitted: false,
    resourceType: 'asset',
    origin: { type: 'ResourcePot', value: name },
  }
}

function contentsOf(resources: FarmResources, folder: string, modules: FarmModules): BundleContents {
  const sizes = new Map<string, number>()
  for (const { info } of Object.values(resources)) {
    for (const [id, { renderedLength }] of Object.entries(info?.modules ?? {})) {
      // Farm names a module by its path from farm's root.
      const path = resolve(folder, id)
      sizes.set(path, (sizes.get(path) ?? 0) + renderedLength)
    }
  }
  return {
    sizes,
    importers(path) {
      const id = relative(folder, path).replaceAll(sep, '/')
      // Asked for a module that it does not know, farm ends the process.
      return modules.hasModule(id) ? modules.importersOf(id).map((one) => one.id) : []
    },
  }
}
