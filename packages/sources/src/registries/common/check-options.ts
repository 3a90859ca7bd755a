import { BuildError } from '@understudy/compiler/project'
import { z } from 'zod'
import { optionProblem } from '../../config/option-problem.ts'
import type { RegistryOptions } from './registry-options.ts'

/** What the options of sources are. */
export const OPTION: Readonly<Record<'text' | 'names' | 'labels' | 'project' | 'providers', z.ZodType>> = {
  text: z.string().min(1),
  names: z.array(z.string()),
  labels: z.record(z.string(), z.string().min(1)),
  project: z.union(
    [z.string(), z.array(z.string())],
    'expected the id of a project, a list of them, or "all"',
  ),
  providers: z.record(z.string(), z.strictObject({ provider: z.string(), api: z.string() })),
}

/** The options that all registries share. */
export const REGISTRY_OPTIONS: Readonly<Record<keyof RegistryOptions, z.ZodType>> = {
  environments: OPTION.labels.optional(),
  prompts: OPTION.names.optional(),
  providers: OPTION.providers.optional(),
  baseUrl: OPTION.text.optional(),
}

/**
 * Refuses options of a source that its types do not permit, since not everybody has a compiler look at a configuration.
 *
 * @param source The function of the config, for instance `langfuse`.
 * @throws {BuildError} of code `config` that names the first that is wrong.
 */
export function checkOptions(source: string, shape: z.ZodRawShape, options: unknown): void {
  const { error } = z.strictObject(shape).safeParse(options)
  if (!error) return
  const { summary, hint } = optionProblem(error, Object.keys(shape))
  throw new BuildError({ code: 'config', summary: `${source}(): ${summary}`, hint })
}
