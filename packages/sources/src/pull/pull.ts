import { join, resolve } from 'node:path'
import { BuildError, distinctErrors } from '@understudy/compiler/project'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { AnswerFolder } from '../http/answer-cache.ts'
import { createHttp } from '../http/create-http.ts'
import { HTTP_DEFAULTS, type HttpSettings } from '../http/http-settings.ts'
import { type Lock, type LockEntry, readLock } from '../lock/lock.ts'
import { environmentsOf } from '../project/environments-of.ts'
import type { PullContext } from '../remote/remote-source.ts'
import { type Collection, collect } from './collect.ts'
import { exclusively } from './exclusive.ts'
import { applyChange, finishChange } from './journal.ts'
import { planChange } from './plan.ts'
import type { PullResult } from './pull-result.ts'

/** Answers that registries gave to earlier pulls, in the output folder. */
const ANSWERS = '.answers'

/** What to pull, and how. */
export interface PullOptions {
  /** Only these environments. @default every environment of every chain */
  environments?: readonly string[] | undefined
  /** Only these prompts, by their name here or in the registry. @default every prompt */
  prompts?: readonly string[] | undefined
  /** Whether what is sound lands although something else is wrong. @default false */
  keepGoing?: boolean | undefined
  /** Whether registries send everything again, also what has not changed since the last pull. @default false */
  fresh?: boolean | undefined
  /** Whether to write nothing and only tell what would change. @default false */
  dryRun?: boolean | undefined
  /** Gets the number of templates that have arrived so far. */
  onProgress?: ((templates: number) => void) | undefined
  /** Other limits for registries, and what tests put in the place of the world. */
  http?: Partial<HttpSettings> | undefined
}

/**
 * Pulls templates from the remote sources of a project into its snapshot and its lock: all or nothing.
 *
 * Problems of the user's or of a registry are returned, not thrown.
 */
export async function pull(
  root: string,
  config: ResolvedConfig,
  options: PullOptions = {},
): Promise<PullResult> {
  const output = resolve(root, config.output)
  const settings = { ...HTTP_DEFAULTS, ...options.http }
  try {
    if (config.remotes.length === 0) throw noRemotes()
    // Who writes nothing need not wait for who does.
    if (options.dryRun) return await run(root, config, options, settings)
    return await exclusively(output, settings.pause, async () => {
      finishChange(root, output, config.snapshot)
      const answers = new AnswerFolder(join(output, ANSWERS))
      const result = await run(root, config, options, { ...settings, cache: answers })
      answers.prune()
      return result
    })
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return { added: [], changed: [], removed: [], unchanged: 0, errors: [error], landed: false }
  }
}

async function run(
  root: string,
  config: ResolvedConfig,
  options: PullOptions,
  settings: HttpSettings,
): Promise<PullResult> {
  const { snapshot, allowSecrets } = config
  const lock = readLock(root)
  const environments = chosenEnvironments(config, options)
  const prompts = options.prompts && new Set(options.prompts)
  const wants = ({
    prompt,
    environment,
    name,
  }: {
    prompt: string
    environment: string
    name: string
  }): boolean => environments.includes(environment) && (!prompts || prompts.has(prompt) || prompts.has(name))
  let count = 0
  const onTemplate = (): void => options.onProgress?.(++count)
  const context: PullContext = {
    root,
    environments,
    prompts: prompts && [...registryNames(prompts, lock)],
    connect: (http) => createHttp(http, options.fresh ? { ...settings, cache: undefined } : settings),
  }
  const collections = await Promise.all(
    config.remotes.map((source) => collect(source, context, { snapshot, allowSecrets, wants, onTemplate })),
  )
  const errors = collections.flatMap(({ errors }) => errors)
  errors.push(...nothingDelivered(collections, options))
  // Who could not read everything does not know what is gone.
  const isWhole = errors.length === 0
  const plan = planChange({
    root,
    snapshot,
    lock,
    collected: collections.flatMap(({ templates }) => templates),
    goes: (prompt, environment, { name, source }) =>
      isWhole &&
      (wants({ prompt, environment, name }) ||
        (!isFiltered(options) && isForeign(config, environment, source))),
    now: new Date(settings.now()).toISOString(),
  })
  errors.push(...plan.errors)
  const { added, changed, removed, unchanged } = plan
  const mayLand = errors.length === 0 || (options.keepGoing === true && added.length + changed.length > 0)
  const landed = mayLand && plan.change !== undefined && options.dryRun !== true
  if (landed && plan.change) applyChange(root, resolve(root, config.output), plan.change)
  return { added, changed, removed, unchanged, errors: distinctErrors(errors), landed }
}

function isFiltered({ environments, prompts }: PullOptions): boolean {
  return environments !== undefined || prompts !== undefined
}

/** Whether an entry of the lock belongs to nothing in the config any more. */
function isForeign(config: ResolvedConfig, environment: string, source: LockEntry['source']): boolean {
  return !environmentsOf(config).includes(environment) || !config.remotes.some(({ name }) => name === source)
}

/** @throws {BuildError} of code `config` for an environment that no chain has. */
function chosenEnvironments(config: ResolvedConfig, { environments }: PullOptions): readonly string[] {
  const all = environmentsOf(config)
  const unknown = environments?.find((environment) => !all.includes(environment))
  if (unknown === undefined) return environments ?? all
  throw new BuildError({
    code: 'config',
    summary: `no chain has the environment ${JSON.stringify(unknown)}`,
    hint: `The environments of the config are ${all.join(', ')}.`,
  })
}

/** The prompts with the names that they have in their registry, as far as the lock knows. */
function registryNames(prompts: ReadonlySet<string>, lock: Lock | undefined): Set<string> {
  const entries = [...prompts].flatMap((prompt) => [...(lock?.get(prompt)?.values() ?? [])])
  return new Set([...prompts, ...entries.map(({ name }) => name)])
}

/** A source without any template is one that looks in the wrong place, and would empty the snapshot. */
function nothingDelivered(collections: readonly Collection[], options: PullOptions): BuildError[] {
  const isEmpty = ({ templates, errors }: Collection): boolean => templates.length + errors.length === 0
  if (!isFiltered(options)) return collections.filter(isEmpty).map(({ source }) => empty(source))
  const sources = collections.map(({ source }) => source).join(', ')
  return collections.every(isEmpty) ? [empty(sources, options.prompts)] : []
}

function empty(source: string, prompts?: readonly string[]): BuildError {
  const what = prompts ? ` of ${prompts.map((prompt) => JSON.stringify(prompt)).join(', ')}` : ''
  return new BuildError({
    code: 'source',
    summary: `${source} has no version${what} for any environment that was asked for`,
    hint: `Check ${prompts ? 'the names of the prompts, ' : ''}the project and the environments in the config, and what the key may see.`,
  })
}

function noRemotes(): BuildError {
  return new BuildError({
    code: 'config',
    summary: 'there is nothing to pull from: no source of the config is a remote one',
    hint: 'Name one as `source`, for instance `freeplay({ … })`.',
  })
}
