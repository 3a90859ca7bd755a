/**
 * How each bundler tells that it builds for the browser. One function a family of bundlers; the plugin's option
 * `browser` overrules them all.
 */

/** Export conditions of runtimes that are no browser, though bundles for them are often built with a browser's platform. */
const SERVER_CONDITIONS: ReadonlySet<string> = new Set([
  'workerd',
  'worker',
  'edge-light',
  'netlify',
  'fastly',
  'deno',
  'bun',
  'node',
])

const namesServer = (conditions: readonly string[] = []): boolean =>
  conditions.some((condition) => SERVER_CONDITIONS.has(condition))

/** Vite: an environment says who consumes it. */
export function viteTargetsBrowser(environment: { config: { consumer: 'client' | 'server' } }): boolean {
  return environment.config.consumer === 'client'
}

/**
 * Esbuild: `platform: 'browser'`, which is its default too, unless `conditions` name a server's runtime, as those for
 * edge workers do.
 */
export function esbuildTargetsBrowser(options: {
  platform?: string | undefined
  conditions?: readonly string[] | undefined
}): boolean {
  return (options.platform ?? 'browser') === 'browser' && !namesServer(options.conditions)
}

/** Rolldown: an explicit `platform: 'browser'`; as a default it is that of servers' bundles, too. Rollup has no word for it. */
export function rolldownTargetsBrowser(options: { platform?: string | undefined }): boolean {
  return options.platform === 'browser'
}

/**
 * Webpack and rspack: a `target` for the web, which is their default, unless `resolve.conditionNames` name a server's
 * runtime; `webworker` is the target of edge workers. Next names its compilers instead: `client`, `server` and
 * `edge-server`.
 */
export function webpackTargetsBrowser(options: {
  name?: string | undefined
  target?: string | false | readonly string[] | undefined
  resolve?: { conditionNames?: readonly string[] | undefined } | undefined
}): boolean {
  if (options.name === 'client') return true
  if (options.name === 'server' || options.name === 'edge-server') return false
  const { target = 'web' } = options
  if (target === false || namesServer(options.resolve?.conditionNames)) return false
  return [target]
    .flat()
    .some((one) => one === 'web' || (/^browserslist\b/.test(one) && !/\bnode\b/.test(one)))
}

/** Farm: an `output.targetEnv` of a browser, which is its default. */
export function farmTargetsBrowser(output: { targetEnv?: string | undefined }): boolean {
  return (output.targetEnv ?? 'browser').startsWith('browser')
}

/** Bun: `target: 'browser'`, which is its default. */
export function bunTargetsBrowser(options: { target?: string | undefined }): boolean {
  return (options.target ?? 'browser') === 'browser'
}
