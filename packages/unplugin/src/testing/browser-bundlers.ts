import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rspack } from '@rspack/core'
import { type BuildOptions, build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build, type InlineConfig } from 'vite'
import webpack from 'webpack'
import viaEsbuild, { type PluginOptions } from '../esbuild.ts'
import viaRolldown from '../rolldown.ts'
import viaRollup from '../rollup.ts'
import viaRspack from '../rspack.ts'
import viaVite from '../vite.ts'
import viaWebpack from '../webpack.ts'
import { everyChunk } from './every-chunk.ts'
import { type Fixture, SOURCE_CONDITION } from './fixture.ts'

/** A bundler that builds the same entry for a browser and for a server. */
export interface BrowserBundler {
  /** Builds `src/main.js` for the browser; the text of what was built. */
  browser(fixture: Fixture, options?: PluginOptions): Promise<string>
  /** The same for a server. */
  server(fixture: Fixture, options?: PluginOptions): Promise<string>
}

/** Vite's configuration for a project, with the plugin in it. */
export const viteConfig = (
  fixture: Fixture,
  options: PluginOptions,
  config: InlineConfig = {},
): InlineConfig => ({
  root: fixture.root,
  configFile: false,
  logLevel: 'silent',
  resolve: { conditions: [SOURCE_CONDITION] },
  ssr: { resolve: { conditions: [SOURCE_CONDITION] } },
  plugins: [viaVite(options)],
  ...config,
  build: { minify: false, ...config.build },
})

/** Esbuild's options for a project, with the plugin in them. */
export const esbuildOptions = (
  fixture: Fixture,
  options: PluginOptions,
  more: BuildOptions,
): BuildOptions => ({
  absWorkingDir: fixture.root,
  entryPoints: ['src/main.js'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  conditions: [SOURCE_CONDITION],
  logLevel: 'silent',
  plugins: [viaEsbuild(options)],
  ...more,
})

const external = (id: string): boolean => id.startsWith('@understudy/')

async function buildWithRolldown(
  fixture: Fixture,
  options: PluginOptions = {},
  platform: 'browser' | 'node',
): Promise<string> {
  const input = join(fixture.root, 'src/main.js')
  const bundle = await rolldown({
    input,
    platform,
    external,
    logLevel: 'silent',
    plugins: [viaRolldown({ ...options, root: fixture.root })],
  })
  await bundle.write({ dir: join(fixture.root, 'dist') })
  await bundle.close()
  return everyChunk(fixture)
}

async function buildWithRollup(fixture: Fixture, options: PluginOptions = {}): Promise<string> {
  const input = join(fixture.root, 'src/main.js')
  const plugins = [viaRollup({ ...options, root: fixture.root }), nodeResolve()]
  const bundle = await rollup({ input, external, logLevel: 'silent', plugins })
  await bundle.write({ dir: join(fixture.root, 'dist') })
  await bundle.close()
  return everyChunk(fixture)
}

const compilerOptions = <Plugin>(fixture: Fixture, plugin: Plugin, target: 'web' | 'node') => ({
  context: fixture.root,
  mode: 'production' as const,
  target,
  entry: './src/main.js',
  optimization: { minimize: false },
  externals: /^@understudy\//,
  externalsType: 'commonjs' as const,
  output: { path: join(fixture.root, 'dist'), filename: 'out.js' },
  plugins: [plugin],
})

interface Compiler {
  run(
    done: (error: Error | null, stats?: { hasErrors(): boolean; toString(options: object): string }) => void,
  ): void
  close(done: () => void): void
}

async function compile(fixture: Fixture, compiler: Compiler): Promise<string> {
  const failure = await new Promise<string>((resolve) =>
    compiler.run((error, stats) =>
      resolve(error ? String(error) : stats?.hasErrors() ? stats.toString({ all: false, errors: true }) : ''),
    ),
  )
  await new Promise<void>((resolve) => compiler.close(resolve))
  if (failure !== '') throw new Error(failure)
  return everyChunk(fixture)
}

/** Every bundler of the workspace, by name. */
export const browserBundlers: Record<string, BrowserBundler> = {
  vite: {
    async browser(fixture, options = {}) {
      await build(viteConfig(fixture, options))
      return everyChunk(fixture)
    },
    async server(fixture, options = {}) {
      await build(viteConfig(fixture, options, { build: { ssr: 'src/main.js' } }))
      return everyChunk(fixture)
    },
  },
  esbuild: {
    async browser(fixture, options = {}) {
      await esbuild(esbuildOptions(fixture, options, { platform: 'browser' }))
      return everyChunk(fixture)
    },
    async server(fixture, options = {}) {
      await esbuild(esbuildOptions(fixture, options, { platform: 'node' }))
      return everyChunk(fixture)
    },
  },
  rolldown: {
    browser: (fixture, options) => buildWithRolldown(fixture, options, 'browser'),
    server: (fixture, options) => buildWithRolldown(fixture, options, 'node'),
  },
  // Rollup has no word for the browser.
  rollup: {
    browser: (fixture, options) => buildWithRollup(fixture, { browser: true, ...options }),
    server: (fixture, options) => buildWithRollup(fixture, options),
  },
  webpack: {
    browser: (fixture, options) =>
      compile(fixture, webpack(compilerOptions(fixture, viaWebpack(options), 'web'))),
    server: (fixture, options) =>
      compile(fixture, webpack(compilerOptions(fixture, viaWebpack(options), 'node'))),
  },
  rspack: {
    browser: (fixture, options) =>
      compile(fixture, rspack(compilerOptions(fixture, viaRspack(options), 'web'))),
    server: (fixture, options) =>
      compile(fixture, rspack(compilerOptions(fixture, viaRspack(options), 'node'))),
  },
}
