import type { BuildError } from '@understudy/compiler'
import { inParallel } from '../../remote/in-parallel.ts'
import type { PullContext, PulledTemplate } from '../../remote/remote-source.ts'
import { environmentLabels } from './environment-labels.ts'
import { isWanted } from './is-wanted.ts'
import type { RegistryOptions } from './registry-options.ts'

/** A prompt in a registry's list, which does not have its templates. */
export interface Listed {
  prompt: string
  /** What versions of it are labelled with. @default the list does not say, so that each label is asked for */
  labels?: readonly string[]
}

/** A request for the version of one prompt in one environment. */
export type Lookup<Prompt extends Listed = Listed> = Prompt & {
  /** As the project names it. */
  environment: string
  /** As the registry names it. */
  label: string
}

/**
 * Pulls from a registry that lists prompts by their names alone: looks each that is wanted up in each environment,
 * eight at a time. Asks nothing where the registry has none of the environments.
 *
 * @param find Gives undefined where the prompt has no version in the environment.
 */
export async function* lookUp<Prompt extends Listed>(
  context: PullContext,
  options: RegistryOptions,
  list: AsyncIterable<Prompt>,
  find: (lookup: Lookup<Prompt>) => Promise<PulledTemplate | BuildError | undefined>,
): AsyncGenerator<PulledTemplate | BuildError> {
  for await (const pulled of inParallel(lookups(context, options, list), 8, find)) {
    if (pulled) yield pulled
  }
}

async function* lookups<Prompt extends Listed>(
  context: PullContext,
  options: RegistryOptions,
  list: AsyncIterable<Prompt>,
): AsyncGenerator<Lookup<Prompt>> {
  const asked = environmentLabels(context.environments, options.environments)
  if (asked.length === 0) return
  for await (const listed of list) {
    if (!isWanted(listed.prompt, options, context)) continue
    const there = asked.filter(({ label }) => listed.labels?.includes(label) ?? true)
    yield* there.map((one) => ({ ...listed, ...one }))
  }
}
