import { webpackTargetsBrowser } from './browser-target.ts'
import type { BundleContents } from './bundle-contents.ts'
import { BUNDLE_MANIFEST, bundleManifest } from './bundle-manifest.ts'
import type { Core } from './core.ts'
import { guardClient } from './guard-client.ts'
import { plainError } from './plain-error.ts'
import { promptFinder } from './prompt-finder.ts'
import type { WebpackCompilation, WebpackCompiler, WebpackModule } from './webpack-compiler.ts'

const NAME = 'understudy'

/** Behind every step that changes an asset; webpack calls it `PROCESS_ASSETS_STAGE_REPORT`. */
const STAGE_REPORT = 5_000

/** Looks over what webpack or rspack has built: guards the client and, in a build that is not watched, adds the manifest. */
export function checkWebpackOutput(
  compiler: WebpackCompiler,
  core: Core,
  browser: boolean | undefined,
): void {
  compiler.hooks.thisCompilation.tap(NAME, (compilation) => {
    // Not earlier: a compiler fills in the defaults of its options after its plugins are applied.
    const targetsBrowser = browser ?? webpackTargetsBrowser(compiler.options)
    let importers: BundleContents['importers'] = () => []
    // Later, modules that were joined into one no longer tell who imported them.
    compilation.hooks.finishModules.tapPromise(NAME, async (modules) => {
      if (!targetsBrowser) return
      const result = await core.current()
      if (result.errors.length === 0) importers = importersOf(compilation, modules, promptFinder(result))
    })
    compilation.hooks.processAssets.tapPromise({ name: NAME, stage: STAGE_REPORT }, async () => {
      const result = await core.current()
      if (result.errors.length > 0) return
      const contents = { sizes: sizesOf(compilation), importers }
      if (targetsBrowser) {
        const { project } = core
        const leaks = guardClient(project.root, project.config().client, result, contents)
        compilation.errors.push(...leaks.map((leak) => plainError(leak)))
        if (leaks.length > 0) return
      }
      const manifest = compiler.watchMode ? undefined : await bundleManifest(result, contents)
      if (manifest === undefined) return
      compilation.emitAsset(BUNDLE_MANIFEST, new compiler.webpack.sources.RawSource(manifest))
    })
  })
}

/** Who imports the prompts, and who imports those, up to the entries. */
function importersOf(
  { moduleGraph }: WebpackCompilation,
  modules: Iterable<WebpackModule>,
  promptOf: (id: string) => string | undefined,
): BundleContents['importers'] {
  const found = new Map<string, string[]>()
  const open = [...modules].filter(
    ({ resource }) => resource !== undefined && promptOf(resource) !== undefined,
  )
  for (const module of open) {
    if (module.resource === undefined || found.has(module.resource)) continue
    const origins = [...moduleGraph.getIncomingConnections(module)].flatMap((one) => one.originModule ?? [])
    found.set(module.resource, [...new Set(origins.flatMap(({ resource }) => resource ?? []))])
    open.push(...origins)
  }
  return (id) => found.get(id) ?? []
}

function sizesOf({ modules, chunkGraph }: WebpackCompilation): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const module of modules) {
    if ([...chunkGraph.getModuleChunksIterable(module)].length === 0) continue
    for (const part of module.modules ?? [module]) {
      if (part.resource !== undefined) sizes.set(part.resource, part.size())
    }
  }
  return sizes
}
