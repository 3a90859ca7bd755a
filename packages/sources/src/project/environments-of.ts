import type { ResolvedConfig } from '../config/resolved-config.ts'

/** Every environment that some chain names. */
export function environmentsOf({ environments, chains }: ResolvedConfig): string[] {
  return [...new Set([...environments, ...Object.values(chains).flat()])]
}
