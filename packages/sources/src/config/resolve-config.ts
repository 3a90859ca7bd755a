import { BuildError, type Place } from '@understudy/compiler/project'
import { z } from 'zod'
import type { RemoteSource } from '../remote/remote-source.ts'
import type { Source } from '../source/source.ts'
import { optionProblem } from './option-problem.ts'
import { resolveSources } from './resolve-sources.ts'
import { defaultConfig, type ResolvedConfig } from './resolved-config.ts'
import type { UnderstudyConfig } from './understudy-config.ts'

const name = z.string().min(1)
const chain = z
  .array(name)
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'names an environment twice')

const policy = z.enum(['deny', 'allow'])

const isSource = (value: unknown): value is Source | RemoteSource =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  (('read' in value && typeof value.read === 'function') ||
    ('kind' in value && value.kind === 'remote' && 'pull' in value && typeof value.pull === 'function'))

const isSources = (value: unknown): value is NonNullable<UnderstudyConfig['source']> =>
  isSource(value) || (Array.isArray(value) && value.length > 0 && value.every(isSource))

const isModeFunction = (value: unknown): value is (mode: string) => readonly string[] =>
  typeof value === 'function'

const schema = z.strictObject({
  source: z
    .custom<NonNullable<UnderstudyConfig['source']>>(
      isSources,
      'expected a source, for instance folder("prompts"), or a list of them',
    )
    .optional(),
  environments: z
    .custom<NonNullable<UnderstudyConfig['environments']>>(
      (value) => value === undefined || isModeFunction(value) || Array.isArray(value),
      'expected a list of environments, or a function of the mode that returns one',
    )
    .optional(),
  chains: z.record(name, chain).optional(),
  pull: z.enum(['locked', 'fresh', 'frozen']).optional(),
  snapshot: name.optional(),
  missing: z.enum(['error', 'empty']).optional(),
  client: z
    .union([policy, z.record(name, policy)], "expected 'deny', 'allow', or an object of them by prompt")
    .optional(),
  allowSecrets: z.array(name).optional(),
  strict: z.boolean().optional(),
  output: name.optional(),
})

/**
 * Checks a configuration and fills in the defaults.
 *
 * @param placeOf Where the configuration came from, as messages name it: the file's name, or what finds a key in it.
 * @throws {BuildError} of code `config` when a key is unknown or a value has the wrong type.
 */
export function resolveConfig(
  config: unknown,
  mode: string,
  placeOf: string | ((path: readonly string[]) => Place),
): ResolvedConfig {
  const at = typeof placeOf === 'string' ? (): Place => ({ file: placeOf }) : placeOf
  const parsed = schema.safeParse(config)
  if (!parsed.success) throw invalid(at, parsed.error, [])
  const { source, environments, chains, pull, snapshot, missing, client, allowSecrets, strict, output } =
    parsed.data
  const defaults = defaultConfig()
  const environment = chain.safeParse(callWith(mode, environments ?? defaults.environments, at))
  if (!environment.success) throw invalid(at, environment.error, ['environments'])
  return {
    ...resolveSources(source, snapshot ?? defaults.snapshot, at(['source'])),
    pull,
    environments: environment.data,
    chains: chains ?? defaults.chains,
    missing: missing ?? defaults.missing,
    client: client ?? defaults.client,
    allowSecrets: allowSecrets ?? defaults.allowSecrets,
    strict: strict ?? defaults.strict,
    output: output ?? defaults.output,
  }
}

function callWith(
  mode: string,
  environments: NonNullable<UnderstudyConfig['environments']>,
  at: (path: readonly string[]) => Place,
): unknown {
  if (!isModeFunction(environments)) return environments
  try {
    return environments(mode)
  } catch (cause) {
    throw new BuildError({
      code: 'config',
      summary: `\`environments\` threw for mode "${mode}": ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Mend the function, so that it returns a list of environments for every mode.',
      place: at(['environments']),
      cause,
    })
  }
}

function invalid(
  at: (path: readonly string[]) => Place,
  error: z.ZodError,
  within: readonly string[],
): BuildError {
  const { path, summary, hint } = optionProblem(error, Object.keys(schema.shape), within)
  return new BuildError({
    code: 'config',
    summary: path.length === 0 ? `the configuration: ${summary}` : summary,
    hint,
    place: at(path),
  })
}
