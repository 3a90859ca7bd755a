import { type Inspection, type InspectOptions, inspectProject } from '@understudy/compiler'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { environmentsOf } from './environments-of.ts'

/**
 * Shows the prompts of a project as their providers would receive them, and writes nothing.
 *
 * @throws {BuildError} when the source cannot be read.
 */
export async function inspectPrompts(
  root: string,
  config: ResolvedConfig,
  options: InspectOptions = {},
): Promise<Inspection> {
  const { environments, chains, missing, allowSecrets } = config
  const { templates, partials } = await config.source.read({ root, environments: environmentsOf(config) })
  return inspectProject(templates, { ...options, partials, environments, chains, missing, allowSecrets })
}
