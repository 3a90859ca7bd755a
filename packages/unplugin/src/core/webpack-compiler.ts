/** What webpack's and rspack's compilers have in common, as far as the plugin needs it. */
export interface WebpackCompiler {
  context: string
  options: {
    name?: string | undefined
    mode?: 'production' | 'development' | 'none' | undefined
    target?: string | false | readonly string[] | undefined
    resolve?: { conditionNames?: readonly string[] | undefined } | undefined
  }
  watchMode: boolean
  webpack: { sources: { RawSource: new (text: string) => WebpackSource } }
  /** The files whose change led to this run of a watching compiler. */
  modifiedFiles?: ReadonlySet<string> | undefined
  removedFiles?: ReadonlySet<string> | undefined
  inputFileSystem: { purge?: ((paths: string[]) => void) | undefined } | null
  hooks: {
    run: PromiseHook<unknown>
    watchRun: PromiseHook<unknown>
    make: PromiseHook<WebpackCompilation>
    thisCompilation: Hook<WebpackCompilation>
    normalModuleFactory: Hook<{ hooks: { beforeResolve: PromiseHook<ResolveRequest, false | undefined> } }>
  }
}

/** One run of a compiler. */
export interface WebpackCompilation {
  errors: Error[]
  warnings: Error[]
  fileDependencies: Paths
  missingDependencies: Paths
  contextDependencies: Paths
  hooks: {
    finishModules: PromiseHook<Iterable<WebpackModule>>
    processAssets: {
      tapPromise(options: { name: string; stage: number }, run: () => Promise<void>): void
    }
  }
  modules: Iterable<WebpackModule>
  moduleGraph: {
    getIncomingConnections(module: WebpackModule): Iterable<{ originModule?: WebpackModule | null }>
  }
  chunkGraph: { getModuleChunksIterable(module: WebpackModule): Iterable<unknown> }
  emitAsset(name: string, source: WebpackSource): void
}

/** A module: of a file, or of several that were joined. */
export interface WebpackModule {
  resource?: string | undefined
  modules?: readonly WebpackModule[] | undefined
  size(): number
}

/** An asset's content, as the compiler's own classes hold it. */
export interface WebpackSource {
  source(): unknown
}

/** An import that is about to be resolved; `request` may be changed. */
export interface ResolveRequest {
  request: string
  contextInfo: { issuer?: string | undefined }
}

interface Paths {
  addAll(paths: Iterable<string>): unknown
}

interface Hook<Value> {
  tap(name: string, run: (value: Value) => void): void
}

interface PromiseHook<Value, Result = void> {
  tapPromise(name: string, run: (value: Value) => Promise<Result>): void
}
