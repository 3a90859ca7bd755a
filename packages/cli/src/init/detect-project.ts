import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PackageJson } from './package-json.ts'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** The bundlers that have a plugin: the package that says which one is used, and its configuration file. */
const BUNDLERS = {
  vite: { package: 'vite', config: 'vite.config' },
  rspack: { package: '@rspack/core', config: 'rspack.config' },
  webpack: { package: 'webpack', config: 'webpack.config' },
  farm: { package: '@farmfe/core', config: 'farm.config' },
  rolldown: { package: 'rolldown', config: 'rolldown.config' },
  rollup: { package: 'rollup', config: 'rollup.config' },
  esbuild: { package: 'esbuild', config: 'esbuild.config' },
} as const

/** A bundler that has a plugin. */
export type Bundler = keyof typeof BUNDLERS

/** What can be found out about a project without asking. */
export interface DetectedProject {
  packageManager: PackageManager
  /** Undefined when there is none that has a plugin. */
  bundler: Bundler | undefined
  typescript: boolean
  /** Whether the package's own `.js` and `.ts` files are ES modules. */
  esm: boolean
  /** The names of all packages that it depends on. */
  dependencies: ReadonlySet<string>
}

const LOCKFILES: Readonly<Record<string, PackageManager>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
}

/** Finds out about a project from its package.json, the files around it, and the environment. */
export function detectProject(
  root: string,
  json: PackageJson,
  env: Readonly<Record<string, string | undefined>>,
): DetectedProject {
  const dependencies = new Set(
    [json.dependencies, json.devDependencies, json.peerDependencies].flatMap((names) =>
      Object.keys(names ?? {}),
    ),
  )
  const has = (file: string): boolean => existsSync(join(root, file))
  const hasConfig = (name: string): boolean =>
    ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].some((extension) => has(`${name}.${extension}`))
  return {
    packageManager:
      asPackageManager(json.packageManager) ??
      byLockfile(root) ??
      asPackageManager(env.npm_config_user_agent) ??
      'npm',
    // In this order: a bundler that stands on another one comes first.
    bundler: (Object.keys(BUNDLERS) as Bundler[]).find((name) => {
      const { package: dependency, config } = BUNDLERS[name]
      return dependencies.has(dependency) || hasConfig(config)
    }),
    typescript: dependencies.has('typescript') || has('tsconfig.json'),
    esm: json.type === 'module',
    dependencies,
  }
}

/** From `pnpm@12.1.0` or `pnpm/12.1.0 npm/? node/…`. */
function asPackageManager(text: unknown): PackageManager | undefined {
  const name = typeof text === 'string' ? /^\w+(?=[@/])/.exec(text)?.[0] : undefined
  return name === 'npm' || name === 'pnpm' || name === 'yarn' || name === 'bun' ? name : undefined
}

/** The lockfile may lie above, in the root of a workspace. */
function byLockfile(folder: string): PackageManager | undefined {
  for (const [file, packageManager] of Object.entries(LOCKFILES)) {
    if (existsSync(join(folder, file))) return packageManager
  }
  const above = dirname(folder)
  return above === folder || existsSync(join(folder, '.git')) ? undefined : byLockfile(above)
}
