import type { RemoteSource } from '../remote/remote-source.ts'
import { folder } from '../source/folder.ts'
import type { Source } from '../source/source.ts'
import type { ClientPolicy, PullMode } from './understudy-config.ts'

/** A configuration in which everything is decided. */
export interface ResolvedConfig {
  /** All that a build reads, as one source. */
  source: Source
  /** What pulls read. */
  remotes: readonly RemoteSource[]
  /** Undefined: by whether this is CI, and whether there is a lock. */
  pull: PullMode | undefined
  /** Where pulls write. */
  snapshot: string
  environments: readonly string[]
  chains: Readonly<Record<string, readonly string[]>>
  missing: 'error' | 'empty'
  client: ClientPolicy
  allowSecrets: readonly string[]
  strict: boolean
  output: string
}

/** The configuration of a project that has none. */
export function defaultConfig(): ResolvedConfig {
  return {
    source: folder(),
    remotes: [],
    pull: undefined,
    snapshot: 'prompts',
    environments: ['prod', 'fallback'],
    chains: {},
    missing: 'error',
    client: 'deny',
    allowSecrets: [],
    strict: false,
    output: '.understudy',
  }
}
