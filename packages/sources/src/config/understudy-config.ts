import type { RemoteSource } from '../remote/remote-source.ts'
import type { Source } from '../source/source.ts'

/** Which prompts may reach the browser; those that an object does not name may not. */
export type ClientPolicy = 'deny' | 'allow' | Readonly<Record<string, 'deny' | 'allow'>>

/**
 * When templates are pulled from remote sources: `locked` only if there is no lock yet, `fresh` at the start of each
 * build, `frozen` never.
 */
export type PullMode = 'locked' | 'fresh' | 'frozen'

/** The settings of a project, as `understudy.config.ts` exports them. Everything has a default. */
export interface UnderstudyConfig {
  /** Where the templates come from: folders, remote sources, or several of both. @default folder('prompts') */
  source?: Source | RemoteSource | readonly (Source | RemoteSource)[]
  /** The chain, primary first; a function gets the build's mode. @default ['prod', 'fallback'] */
  environments?: readonly string[] | ((mode: string) => readonly string[])
  /** Chains of single prompts, by the prompt's name. @default {} */
  chains?: Readonly<Record<string, readonly string[]>>
  /**
   * When to pull from remote sources.
   *
   * @default 'frozen' in CI (the variable `CI` is set) if there is a lock, else 'locked'
   */
  pull?: PullMode
  /** The folder that pulls write into, relative to the project's root. @default 'prompts' */
  snapshot?: string
  /** What a missing variable does at run time: an error, or empty text. @default 'error' */
  missing?: 'error' | 'empty'
  /**
   * Whether a bundle for the browser may contain prompts: all, or those that are named.
   *
   * @default 'deny'
   */
  client?: ClientPolicy
  /**
   * What looks like a secret and is none, by the fingerprints that the errors name.
   *
   * @default []
   */
  allowSecrets?: readonly string[]
  /** Whether warnings fail a build. @default false */
  strict?: boolean
  /** The folder of the generated modules, relative to the project's root. @default '.understudy' */
  output?: string
}

/**
 * Gives an editor the type of the configuration; returns it unchanged.
 *
 * @example
 * export default defineConfig({ environments: ['prod', 'fallback', 'fallback-2'] })
 */
export function defineConfig(config: UnderstudyConfig): UnderstudyConfig {
  return config
}
